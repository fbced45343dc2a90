/**
 * `npm run sim -- [--seed 1] [--count 2000] [--minutes 10] [--level l0|l1] [--jobs 2]
 * [--twice-every 20]`: runs random histories until the count or the time is up or it is told to stop,
 * every so many of them twice, which must be the same execution (by default all of L1, one in a hundred
 * of L0). Prints each violation with its seed and the file of its smallest scenario, ends in
 * `histories: N, violations: N`.
 */
import { fork } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { untilStopped } from '../local/stop-signals.mjs'

const ROOT = dirname(dirname(import.meta.dirname))
const WORKER = join(ROOT, 'scripts', 'sim', 'worker.mjs')
/** On a terminal one line that changes, else a line now and then. */
const PROGRESS = process.stdout.isTTY
  ? { everyMs: 5_000, end: '\r' }
  : { everyMs: 300_000, end: '\n' }

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '2000' },
    minutes: { type: 'string', default: '1440' },
    level: { type: 'string', default: 'l1' },
    jobs: { type: 'string', default: '1' },
    'twice-every': { type: 'string' },
  },
})
const { level } = values
if (level !== 'l0' && level !== 'l1') throw new Error(`no level ${level}`)
const firstSeed = Number(values.seed)
const endSeed = firstSeed + Number(values.count)
const startMs = performance.now()
const twiceEvery = values['twice-every'] ?? (level === 'l0' ? '100' : '1')
const seedsAtOnce = level === 'l0' ? 1_000 : 10

const endMs = startMs + Number(values.minutes) * 60_000
const run = { nextSeed: firstSeed, histories: 0, violations: 0, endMs }
const timer = setInterval(() => print(PROGRESS.end), PROGRESS.everyMs)
// What is under way is still done and counted.
void untilStopped().then(() => (run.endMs = 0))
await Promise.all(Array.from({ length: Number(values.jobs) }, work))
clearInterval(timer)
print('\n')
console.log(`histories: ${run.histories}, violations: ${run.violations}`)
process.exitCode = run.violations === 0 ? 0 : 1

/** One worker, until there are no seeds left. */
function work() {
  const worker = fork(WORKER, [level, twiceEvery])
  worker.on('message', ({ isFree, violation, seed }) => {
    if (isFree === true) {
      const seeds = takeSeeds()
      if (seeds.length === 0) worker.disconnect()
      else worker.send({ seeds })
      return
    }
    run.histories++
    if (violation !== undefined) report(seed, violation)
  })
  return new Promise((resolve, reject) => {
    worker.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`)),
    )
  })
}

function takeSeeds() {
  if (performance.now() > run.endMs) return []
  const count = Math.min(seedsAtOnce, endSeed - run.nextSeed)
  const seeds = Array.from({ length: Math.max(0, count) }, (_, index) => run.nextSeed + index)
  run.nextSeed += seeds.length
  return seeds
}

function report(seed, { problem, scenario }) {
  run.violations++
  console.log(`\nseed ${seed}: ${problem}`)
  if (scenario === undefined) return
  const folder = join(ROOT, '.reports')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${level}-seed-${seed}.json`)
  writeFileSync(file, scenario)
  console.log(`its smallest scenario: ${file}`)
}

function print(end) {
  const seconds = (performance.now() - startMs) / 1000
  const speed = (run.histories / seconds).toFixed(1)
  const where = `seeds ${firstSeed} to ${run.nextSeed - 1}`
  process.stdout.write(
    `${level}, ${where}: ${run.histories} histories in ${seconds.toFixed(0)} s, ${speed}/s, ${run.violations} violations${end}`,
  )
}
