/**
 * `node scripts/mutants/hunt.mjs <level> <mutant> <first seed> <count>`: runs histories on a broken
 * variant of the sources, or on the sources themselves (`-`), until one of them is violated, and
 * prints what it found as one line of JSON. A process of its own, since a module that was loaded
 * once stays as it is.
 */
import { dirname, join } from 'node:path'
import { breakText, readMutant } from './read-mutants.mjs'
import { runFromSources, sourceUrl } from './source-hooks.mjs'

const ROOT = dirname(dirname(import.meta.dirname))
const [level = '', name = '', first = '1', count = '1'] = process.argv.slice(2)

const change = name === '-' ? undefined : breakSources(readMutant(name))
runFromSources(change?.apply)
const run = await loadLevel(level)
if (change !== undefined && !change.wasApplied())
  throw new Error(`nothing loads what ${name} breaks`)
console.log(JSON.stringify(await firstViolation(Number(first), Number(count))))

/** The first seed that is violated, or the one after the last when none is. */
async function firstViolation(firstSeed, most) {
  for (let seed = firstSeed; seed < firstSeed + most; seed++) {
    const found = await violation(seed)
    if (found !== undefined) return { seed, found }
  }
  return { seed: firstSeed + most, found: null }
}

/** What a history violates; one that throws is a violation too. */
async function violation(seed) {
  try {
    return (await run(seed)).problems[0]
  } catch (error) {
    return `throws ${error.message}`
  }
}

function breakSources(mutant) {
  const target = join(ROOT, mutant.file)
  let isApplied = false
  return {
    apply(path, text) {
      if (path !== target) return text
      isApplied = true
      return breakText(mutant, text)
    },
    wasApplied: () => isApplied,
  }
}

/** How a history of the level is run: what it violates is in `problems`. */
async function loadLevel(name) {
  const folder = 'packages/test-kit/src'
  if (name === 'l0') {
    const url = sourceUrl(ROOT, `${folder}/planner/planner-history.ts`)
    const { runPlannerHistory } = await import(url)
    return (seed) => runPlannerHistory({ seed })
  }
  const { runHistory } = await import(sourceUrl(ROOT, `${folder}/simulation/run-history.ts`))
  return (seed) => runHistory(seed)
}
