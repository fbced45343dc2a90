import { crashPointNames } from '@tidemark/test-kit'
import { afterAll, beforeAll, test } from 'vitest'
import { crashAt } from '../harness/crash-run.js'
import { CRASH_WAYS } from '../harness/crash-ways.js'
import { Stack } from '../harness/stack.js'

/** How often each point is tried; `npm run crashes -- --seeds 200` asks for more. */
const SEEDS = Number(process.env.TIDEMARK_CRASH_SEEDS ?? '1')
/** A limit for what hangs, not for what is slow. */
const POINT_MS = 300_000
/** A stack is used for so many kills, so that its folders stay small. */
const KILLS_PER_STACK = 60

let stack: Stack
let kills = 0

async function freshStack(): Promise<void> {
  stack = await Stack.start({ devices: ['laptop', 'desktop'], canCrash: true })
  kills = 0
}

beforeAll(freshStack)

async function replaceStack(): Promise<void> {
  await stack[Symbol.asyncDispose]()
  await freshStack()
}

afterAll(async () => {
  await stack[Symbol.asyncDispose]()
})

for (const point of crashPointNames()) {
  const { victim } = CRASH_WAYS[point]
  test(
    `${point}: the ${victim} is killed and carries on without repair (P5, P11)`,
    async () => {
      for (let seed = 1; seed <= SEEDS; seed++) {
        if (kills++ >= KILLS_PER_STACK) await replaceStack()
        await crashAt(stack, point, `${point} ${seed}`).catch(async (error: unknown) => {
          // The next point must not suffer for it.
          await replaceStack()
          throw error
        })
      }
    },
    POINT_MS * SEEDS,
  )
}
