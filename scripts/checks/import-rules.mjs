import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { listFiles } from './files.mjs'
import { runQuietly, verdict } from './tool-check.mjs'

const SOURCE = /^(packages|apps)\/[^/]+\/src\/.*\.tsx?$/

/**
 * Who may import whom, by .dependency-cruiser.cjs. dependency-cruiser reads nothing and is content
 * when it cannot load the compiler, so every source file must be among the modules that it read.
 */
export const importRules = {
  name: 'import rules',
  async run(root) {
    const folders = ['packages', 'apps', 'e2e', 'bench'].filter((name) =>
      existsSync(join(root, name)),
    )
    const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders]
    const { output } = await runQuietly(root, 'dependency-cruiser', args, 'depcruise')
    if (!output.startsWith('{')) return { ok: false, output }
    const { modules, summary } = JSON.parse(output)
    return verdict([...summary.violations.map(describe), ...unread(root, modules)])
  },
}

function describe({ rule, from, to, cycle }) {
  const path = cycle ? cycle.map((step) => step.name).join(' → ') : to
  return `${rule.name}: ${from} → ${path}`
}

function unread(root, modules) {
  const read = new Set(modules.map((module) => module.source))
  const missed = listFiles(root).filter((file) => SOURCE.test(file) && !read.has(file))
  const problems = missed.map((file) => `not read by dependency-cruiser: ${file}`)
  if (modules.length === 0) problems.push('dependency-cruiser read 0 modules')
  return problems
}
