import { existsSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { listWorkspaces } from '../suites/workspaces.mjs'
import { verdict } from './tool-check.mjs'

/**
 * What the other checks take for granted: the root compiles every workspace, a workspace's compiler
 * references are its dependencies, and packages open no door beside their entry.
 */
export const workspaceWiring = {
  name: 'workspace wiring',
  async run(root) {
    const workspaces = listWorkspaces(root)
    const compiled = new Set(readReferences(root, '.'))
    const byName = new Map(workspaces.map(({ directory, manifest }) => [manifest.name, directory]))
    return verdict(
      workspaces.flatMap(({ directory, manifest }) => [
        ...checkReferences(root, directory, manifest, compiled, byName),
        ...checkEntry(directory, manifest),
      ]),
    )
  },
}

function checkReferences(root, directory, manifest, compiled, byName) {
  if (!existsSync(join(root, directory, 'tsconfig.json'))) return []
  const problems = []
  if (!compiled.has(directory))
    problems.push(`${directory}: not referenced by the root tsconfig.json`)
  const referenced = new Set(readReferences(root, directory))
  const wanted = Object.keys(manifest.dependencies ?? {}).flatMap((name) => byName.get(name) ?? [])
  for (const path of wanted.filter((path) => !referenced.has(path))) {
    problems.push(`${directory}: depends on ${path} but its tsconfig.json does not reference it`)
  }
  return problems
}

function checkEntry(directory, manifest) {
  const problems = []
  if (manifest.private !== true) problems.push(`${directory}: must be private`)
  if (!directory.startsWith('packages/')) return problems
  if (!manifest.exports?.['.']) problems.push(`${directory}: exports no "." entry`)
  const wild = Object.keys(manifest.exports ?? {}).filter((entry) => entry.includes('*'))
  for (const entry of wild) problems.push(`${directory}: exports the pattern ${entry}`)
  return problems
}

function readReferences(root, directory) {
  const path = join(root, directory, 'tsconfig.json')
  const { config } = ts.readConfigFile(path, ts.sys.readFile)
  const references = config?.references ?? []
  return references.map((reference) => join(directory, reference.path).split('\\').join('/'))
}
