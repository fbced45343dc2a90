import { describe, expect, it } from 'vitest'
import { runRandomHistory } from './random-history.js'

const COUNT = Number(process.env.HISTORY_COUNT ?? 40)
const FIRST_SEED = Number(process.env.HISTORY_SEED ?? 1)

describe('random histories of two devices', () => {
  it.each([
    { network: 'a good network', faultRate: 0 },
    { network: 'a bad network', faultRate: 0.04 },
  ])('keep I1, I2 and I6 on $network', { timeout: 600_000 }, async ({ faultRate }) => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + COUNT; seed++) {
      const { problems, log } = await runRandomHistory({ seed, steps: 40, faultRate })
      expect({ seed, problems, log: problems.length === 0 ? [] : log }).toEqual({
        seed,
        problems: [],
        log: [],
      })
    }
  })
})
