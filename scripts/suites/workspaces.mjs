import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The workspaces below `root`, as the root's package.json lists them.
 * @returns {{ directory: string, manifest: object }[]} directories relative to `root`, sorted.
 */
export function listWorkspaces(root) {
  return readJson(join(root, 'package.json'))
    .workspaces.flatMap((pattern) => expand(root, pattern))
    .filter((directory) => existsSync(join(root, directory, 'package.json')))
    .sort()
    .map((directory) => ({
      directory,
      manifest: readJson(join(root, directory, 'package.json')),
    }))
}

export function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'))
}

function expand(root, pattern) {
  if (!pattern.endsWith('/*')) return [pattern]
  const parent = pattern.slice(0, -2)
  if (!existsSync(join(root, parent))) return []
  return readdirSync(join(root, parent)).map((name) => `${parent}/${name}`)
}
