import { parseArgs } from 'node:util'
import { Stack } from '../harness/stack.js'
import { DEVICES, type HistoryResult, runRealHistory } from './real-history.js'

/** `npm run histories -- --seed 1 --count 200 [--jobs 2]`: random histories with real processes. */

/** A server keeps all versions; a fresh one now and then keeps histories alike. */
const HISTORIES_PER_STACK = 20

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '20' },
    jobs: { type: 'string', default: '2' },
  },
})
const firstSeed = Number(values.seed)
const count = Number(values.count)
const startMs = Date.now()
let next = firstSeed
let done = 0
let violations = 0

await Promise.all(Array.from({ length: Number(values.jobs) }, work))
const seconds = Math.round((Date.now() - startMs) / 1000)
console.log(`${seconds} s, ${(seconds / Math.max(1, done)).toFixed(1)} s per history`)
console.log(`histories: ${done}, violations: ${violations}`)
process.exitCode = violations > 0 ? 1 : 0

/** Runs histories on one stack after the other until all are taken. */
async function work(): Promise<void> {
  while (next < firstSeed + count) {
    const stack = await Stack.start({ devices: DEVICES })
    const isSpoilt = await runOn(stack)
    if (isSpoilt) await stack.abandon()
    else await stack[Symbol.asyncDispose]()
  }
}

/** Answers whether the stack has to be kept as it is. */
async function runOn(stack: Stack): Promise<boolean> {
  for (let used = 0; used < HISTORIES_PER_STACK && next < firstSeed + count; used++) {
    const seed = next++
    const result = await runRealHistory(stack, seed)
    done++
    if (result.problems.length > 0) {
      violations++
      report(seed, result, stack.temp.path)
      return true
    }
    if (done % 10 === 0) console.log(`${done} of ${count}, violations: ${violations}`)
  }
  return false
}

function report(seed: number, { log, problems }: HistoryResult, folder: string): void {
  console.log(`seed ${seed}: ${problems.join('\n  ')}`)
  console.log(`  ${log.join('\n  ')}`)
  console.log(`  kept in ${folder}`)
}
