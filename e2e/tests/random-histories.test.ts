import { expect, test } from 'vitest'
import { Stack } from '../harness/stack.js'
import { DEVICES, runRealHistory } from '../histories/real-history.js'

/** A taste; `npm run histories` runs hundreds. */
const SEEDS = [1, 2, 3]

test('random histories over a bad network with kills lose nothing (I1, I2, I6)', async () => {
  await using stack = await Stack.start({ devices: DEVICES })
  for (const seed of SEEDS) {
    const { log, problems } = await runRealHistory(stack, seed)
    expect({ seed, log: problems.length > 0 ? log : [], problems }).toEqual({
      seed,
      log: [],
      problems: [],
    })
  }
})
