/**
 * All tests: workspaces first, then the proofs that the repository's rules bite, end to end last.
 * Ends with one line `N passed, N failed[, N skipped]` that counts every suite.
 */
import { dirname, join } from 'node:path'
import { compile } from '../suites/compile.mjs'
import { addUp, clearReport, formatSummary, readReport } from '../suites/report.mjs'
import { runInWorkspaces, runTool } from '../suites/run.mjs'
import { listWorkspaces } from '../suites/workspaces.mjs'

const root = dirname(dirname(import.meta.dirname))
const END_TO_END = 'e2e'
const RULES = 'scripts'

const workspaces = listWorkspaces(root)
const hasTests = ({ manifest }) => manifest.scripts?.test !== undefined
const notRun = workspaces
  .filter((workspace) => !hasTests(workspace))
  .map(({ directory }) => `${directory}: has no test script`)
const names = workspaces.filter(hasTests).map(({ directory }) => directory)
for (const name of [...names, RULES]) clearReport(join(root, name))

const steps = [
  ['build', () => compile(root)],
  ['workspaces', () => runInWorkspaces(root, 'test', ['!@tidemark/e2e'])],
  [
    'rules',
    () => runTool(root, 'vitest', ['run', '--config', 'vitest.config.mjs', '--root', RULES]),
  ],
]
if (names.includes(END_TO_END)) {
  steps.push(['end to end', () => runInWorkspaces(root, 'test', ['@tidemark/e2e'])])
}
const broken = steps.filter(([title, run]) => !runStep(title, run)).map(([title]) => title)

const suites = [...names, RULES].map((name) => ({ name, counts: readReport(join(root, name)) }))
for (const { name, counts } of suites) {
  if (counts === undefined) notRun.push(`${name}: ended without running a test`)
}
finish()

function runStep(title, run) {
  console.log(`\n— ${title}`)
  return run()
}

function finish() {
  const total = addUp(suites)
  // A step that breaks without a failed test (the build, an error outside every test) is a failure.
  if (broken.includes('build') || (broken.length > 0 && total.failed === 0)) total.failed++
  console.log('')
  for (const title of broken) console.log(`Failed: ${title}`)
  for (const line of notRun) console.log(`Not run: ${line}`)
  for (const { name, counts } of suites) {
    for (const line of counts?.skipped ?? []) console.log(`Skipped: ${name}/${line}`)
  }
  console.log(formatSummary(total))
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0
}
