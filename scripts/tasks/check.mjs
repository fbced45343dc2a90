/** All checks of the repository: one line each with its time, then what the failed ones said. */
import { dirname } from 'node:path'
import { CHECKS } from '../checks/all.mjs'

const root = dirname(dirname(import.meta.dirname))
const AT_ONCE = 2

const waiting = [...CHECKS]
const failed = []
await Promise.all(Array.from({ length: AT_ONCE }, runUntilDone))

for (const { name, output } of failed) console.log(`\n— ${name}\n${output.trimEnd()}`)
console.log(`\n${CHECKS.length - failed.length} checks passed, ${failed.length} failed`)
process.exitCode = failed.length > 0 ? 1 : 0

async function runUntilDone() {
  for (let check = waiting.shift(); check; check = waiting.shift()) await runOne(check)
}

async function runOne({ name, run }) {
  const startedMs = performance.now()
  const { ok, output } = await run(root).catch((error) => ({ ok: false, output: error.stack }))
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  console.log(`${ok ? 'ok  ' : 'FAIL'}  ${name.padEnd(28)} ${seconds.padStart(5)} s`)
  if (!ok) failed.push({ name, output })
}
