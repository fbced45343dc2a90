/**
 * Runs histories for `npm run sim` in a process of its own, from the sources. Asks its parent for
 * seeds, sends back how many histories went well and every violation with its smallest scenario.
 */
import { dirname } from 'node:path'
import { runFromSources, sourceUrl } from '../mutants/source-hooks.mjs'

const ROOT = dirname(dirname(import.meta.dirname))

runFromSources()
// A terminal tells all at once; this one ends when its parent has no more seeds.
process.on('SIGINT', () => undefined)
/** Every so many histories run twice and have to be the same. */
const [level = 'l1', twiceEvery = '1'] = process.argv.slice(2)
const { run, shrink } = await levels()[level]()

process.on('message', async ({ seeds }) => {
  for (const seed of seeds) {
    const violation = await violationOf(seed)
    process.send(violation === undefined ? { seed } : { seed, violation })
  }
  process.send({ isFree: true })
})
process.send({ isFree: true })

async function violationOf(seed) {
  const first = await attempt(seed)
  const isTwice = seed % Number(twiceEvery) === 0
  if (first.problems.length === 0 && isTwice && (await attempt(seed)).hash !== first.hash) {
    return { problem: 'the same seed gave another execution', scenario: undefined }
  }
  if (first.problems.length === 0) return undefined
  const scenario = first.scenario && (await shrink(first.scenario, first.problems[0]))
  return { problem: first.problems[0], scenario }
}

async function attempt(seed) {
  try {
    return await run(seed)
  } catch (error) {
    return { problems: [`throws ${error.stack}`], hash: '' }
  }
}

/** How a level runs a history and makes a failing one small, as the text of a scenario file. */
function levels() {
  const load = (path) => import(sourceUrl(ROOT, `packages/test-kit/src/${path}`))
  return {
    async l0() {
      const { replayPlannerScenario, runPlannerHistory } = await load('planner/planner-history.ts')
      const { shrinkScenario } = await load('planner/shrink-scenario.ts')
      return {
        run(seed) {
          const { problems, scenario } = runPlannerHistory({ seed })
          return { problems, scenario, hash: JSON.stringify(scenario) }
        },
        shrink(scenario) {
          const isBad = (one) => replayPlannerScenario(one).length > 0
          return JSON.stringify(shrinkScenario(scenario, isBad), null, 2)
        },
      }
    },
    async l1() {
      const { runHistory } = await load('simulation/run-history.ts')
      const { shrink } = await load('simulation/shrink.ts')
      const { formatScenario } = await load('simulation/scenario-text.ts')
      return {
        run: (seed) => runHistory(seed),
        async shrink(scenario, about) {
          return formatScenario({ about, ...(await shrink(scenario)) })
        },
      }
    },
  }
}
