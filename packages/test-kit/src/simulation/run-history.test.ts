import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { replay, runHistory } from './run-history.js'

/** CI runs 2,000; fewer while working on something. */
const COUNT = Number(process.env.SIMULATED_HISTORY_COUNT ?? 2_000)
const FIRST_SEED = Number(process.env.SIMULATED_HISTORY_SEED ?? 1)
/** One in so many histories runs twice. */
const TWICE_EVERY = 20
/**
 * Seeds that are known to break a promise, with the invariant; docs/design/testing.md says of each
 * what is known. They have to go on breaking it: what was fixed is taken off the list.
 */
const OPEN: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL('../../scenarios/open-seeds.json', import.meta.url), 'utf8'),
)

describe('simulated histories', () => {
  it(
    `keep every promise (${COUNT} from seed ${FIRST_SEED})`,
    async () => {
      for (let seed = FIRST_SEED; seed < FIRST_SEED + COUNT; seed++) {
        const { problems, hash } = await runHistory(seed)
        const invariant = OPEN[seed]
        if (invariant === undefined) expect(problems, `seed ${seed}`).toEqual([])
        else expect(problems[0], `seed ${seed} is listed as open`).toContain(invariant)
        if (seed % TWICE_EVERY === 0)
          expect((await runHistory(seed)).hash, `seed ${seed}`).toBe(hash)
      }
    },
    COUNT * 1_000,
  )

  it('happen in the same way when they are replayed from what was recorded', async () => {
    const { scenario, log } = await runHistory(7)
    const again = await replay(scenario)
    expect(again.log).toEqual(log)
  })
})
