import { describe, expect, it } from 'vitest'
import { runRandomHistory } from './random-history.js'

const COUNT = Number(process.env.HISTORY_COUNT ?? 40)
const FIRST_SEED = Number(process.env.HISTORY_SEED ?? 1)

describe('random histories of two devices', () => {
  it.each([
    { world: 'a good world', faultRate: 0, crashRate: 0 },
    { world: 'a bad network', faultRate: 0.04, crashRate: 0 },
    { world: 'a world of crashes', faultRate: 0.02, crashRate: 0.05 },
  ])('keep I1, I2 and I6 in $world', { timeout: 600_000 }, async (rates) => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + COUNT; seed++) {
      const { problems, log } = await runRandomHistory({ seed, steps: 40, ...rates })
      expect({ seed, problems, log: problems.length === 0 ? [] : log }).toEqual({
        seed,
        problems: [],
        log: [],
      })
    }
  })

  it.each([
    // A vanished node and a downloaded one with the same, reused inode at one place.
    { seed: 20399, steps: 80, faultRate: 0.03, crashRate: 0.04 },
    { seed: 31098, steps: 80, faultRate: 0.03, crashRate: 0.04 },
    // Moved here into a folder that the server deleted to put the moved file in its place.
    { seed: 72166, steps: 50, faultRate: 0, crashRate: 0 },
  ])('keep what once was broken, seed $seed', async (options) => {
    expect((await runRandomHistory(options)).problems).toEqual([])
  })
})
