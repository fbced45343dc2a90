/** All checks of the repository: one line each with its time, then what the failed ones said. */
import { dirname } from 'node:path'
import { CHECKS } from '../checks/all.mjs'
import { runChecks } from '../checks/run-checks.mjs'

const failed = await runChecks(dirname(dirname(import.meta.dirname)), CHECKS, {
  atOnce: 2,
  print: (line) => console.log(line),
  nowMs: () => performance.now(),
})
for (const { name, output } of failed) console.log(`\n— ${name}\n${output.trimEnd()}`)
console.log(`\n${CHECKS.length - failed.length} checks passed, ${failed.length} failed`)
process.exitCode = failed.length > 0 ? 1 : 0
