import { listFiles } from './files.mjs'
import { runQuietly, verdict } from './tool-check.mjs'

const CODE = /^(packages|apps|e2e|bench)\/.*\.(tsx?|[cm]?js)$/

/**
 * Who may import whom, by .dependency-cruiser.cjs. dependency-cruiser reads nothing and is content
 * when it cannot load the compiler, so every file of code must be among the modules that it read.
 */
export const importRules = {
  name: 'import rules',
  async run(root) {
    const files = listFiles(root).filter((file) => CODE.test(file))
    const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...files]
    const { output } = await runQuietly(root, 'dependency-cruiser', args, 'depcruise')
    if (!output.startsWith('{')) return { ok: false, output }
    const { modules, summary } = JSON.parse(output)
    return verdict([...summary.violations.map(describe), ...findUnread(files, modules)])
  },
}

function describe({ rule, from, to, cycle }) {
  const path = cycle ? cycle.map((step) => step.name).join(' → ') : to
  return `${rule.name}: ${from} → ${path}`
}

function findUnread(files, modules) {
  const read = new Set(modules.map((module) => module.source))
  const problems = files
    .filter((file) => !read.has(file))
    .map((file) => `not read by dependency-cruiser: ${file}`)
  if (modules.length === 0) problems.push('dependency-cruiser read 0 modules')
  return problems
}
