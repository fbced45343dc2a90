import { beforeAll, describe, expect, it } from 'vitest'
import { countPasses, type PassCounts, runCrash, simulatedPoints } from './crash-simulation.js'

/** Runs per point and kind of end; `npm run crashes` asks for more. */
const SEEDS = Number(process.env.TIDEMARK_SIMULATED_CRASHES ?? '5')

let counts: PassCounts

beforeAll(async () => {
  counts = await countPasses()
})

describe.each(simulatedPoints())('%s', (point) => {
  it.each(['kill', 'power cut'] as const)(
    'loses nothing and repairs nothing after a %s there (E92, P5, P11)',
    async (end) => {
      for (let seed = 1; seed <= SEEDS; seed++) {
        const { isReached, problems } = await runCrash({ point, seed, end }, counts)
        expect({ seed, isReached, problems }).toEqual({ seed, isReached: true, problems: [] })
      }
    },
    20_000 + 2_000 * SEEDS,
  )
})
