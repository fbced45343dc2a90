/**
 * All tests: workspaces first, then the proofs that the repository's rules bite, end to end last.
 * Ends with one line `N passed, N failed[, N skipped]` that counts every suite.
 */
import { dirname, join } from 'node:path'
import { compile } from '../suites/compile.mjs'
import { addUp, clearReport, formatSummary, readNotRun, readReport } from '../suites/report.mjs'
import { runInWorkspaces, runTool } from '../suites/run.mjs'
import { listWorkspaces } from '../suites/workspaces.mjs'

const root = dirname(dirname(import.meta.dirname))
const END_TO_END = 'e2e'
const RULES = 'scripts'

const notRun = []
const names = [RULES]
for (const { directory, manifest } of listWorkspaces(root)) {
  if (manifest.scripts?.test) names.push(directory)
  else notRun.push(`${directory}: has no test script`)
}
for (const name of names) clearReport(join(root, name))

const failedSteps = []
const isBuilt = step('build', () => compile(root))
step('workspaces', () => runInWorkspaces(root, 'test', ['!@tidemark/e2e']))
step('rules', () =>
  runTool(root, 'vitest', ['run', '--config', 'vitest.config.mjs', '--root', RULES]),
)
if (isBuilt) step('end to end', () => runInWorkspaces(root, 'test', ['@tidemark/e2e']))

const suites = names.map((name) => ({ name, counts: readReport(join(root, name)) }))
for (const { name, counts } of suites) {
  notRun.push(...readNotRun(join(root, name)).map((line) => `${name}/${line}`))
  if (counts) continue
  const isHeldBack = name === END_TO_END && !isBuilt
  notRun.push(`${name}: ${isHeldBack ? 'the build failed' : 'ended without running a test'}`)
}
printEnd(addUp(suites))

function step(title, run) {
  console.log(`\n— ${title}`)
  const ok = run()
  if (!ok) failedSteps.push(title)
  return ok
}

function printEnd(total) {
  // A step can break beside its tests: the build, or an error outside every test.
  if (!isBuilt || (failedSteps.length > 0 && total.failed === 0)) total.failed++
  console.log('')
  for (const title of failedSteps) console.log(`Failed: ${title}`)
  for (const { name, counts } of suites) {
    for (const line of counts?.skipped ?? []) console.log(`Skipped: ${name}/${line}`)
  }
  for (const line of notRun) console.log(`Not run: ${line}`)
  console.log(formatSummary(total))
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0
}
