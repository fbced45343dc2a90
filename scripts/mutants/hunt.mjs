/**
 * `node scripts/mutants/hunt.mjs <mutant> <most histories>`: runs histories on one broken variant
 * until one of them is violated, and prints what it found as one line of JSON. A process of its own,
 * since a module that was loaded once stays as it is.
 */
import { dirname, join } from 'node:path'
import { breakText, readMutant } from './read-mutants.mjs'
import { runFromSources, sourceUrl } from './source-hooks.mjs'

const ROOT = dirname(dirname(import.meta.dirname))
const [name = '', most = '10000'] = process.argv.slice(2)
const mutant = readMutant(name)
const target = join(ROOT, mutant.file)
let isBroken = false
runFromSources((path, text) => {
  if (path !== target) return text
  isBroken = true
  return breakText(mutant, text)
})

const begin = performance.now()
const run = await levels()[mutant.level]()
if (!isBroken) throw new Error(`mutant ${name}: nothing loads ${mutant.file}`)
let found
let count = 0
while (found === undefined && count < Number(most)) found = await violation(++count)
const seconds = (performance.now() - begin) / 1000
console.log(JSON.stringify({ count, seconds, found: found ?? null }))

/** What a history violates; one that throws is a violation too. */
async function violation(seed) {
  try {
    return (await run(seed)).problems[0]
  } catch (error) {
    return `throws ${error.message}`
  }
}

/** How histories of a level are run: both say what is violated in `problems`. */
function levels() {
  return {
    async l0() {
      const url = sourceUrl(ROOT, 'packages/test-kit/src/planner/planner-history.ts')
      const { runPlannerHistory } = await import(url)
      return (seed) => runPlannerHistory({ seed })
    },
    async l1() {
      const url = sourceUrl(ROOT, 'packages/test-kit/src/simulation/run-history.ts')
      const { runHistory } = await import(url)
      return (seed) => runHistory(seed)
    },
  }
}
