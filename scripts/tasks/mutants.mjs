/**
 * `npm run mutants [-- --only <name>] [--most 10000]`: runs histories on every deliberately broken
 * variant of the sources, in memory, until one of them notices what the sources themselves do not
 * do. A variant that survives means that the histories or what they check lack something. Fails
 * unless every one is caught. A variant that needs something rare may name the seed to begin with
 * (`firstSeed`); its histories are run all the same.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readMutants } from '../mutants/read-mutants.mjs'

const HUNT = join(import.meta.dirname, '..', 'mutants', 'hunt.mjs')
const { values } = parseArgs({
  options: { only: { type: 'string' }, most: { type: 'string', default: '10000' } },
})
const most = Number(values.most)

const mutants = readMutants().filter(({ name }) => name === (values.only ?? name))
if (mutants.length === 0) throw new Error(`no mutant ${values.only}`)
const outcomes = []
for (const mutant of mutants) outcomes.push(await report(mutant))
const caught = outcomes.filter((isCaught) => isCaught).length
console.log(`mutants caught: ${caught}/${mutants.length}`)
process.exitCode = caught === mutants.length ? 0 : 1

/** Hunts one variant, prints what came of it and returns whether it was caught. */
async function report({ name, level, firstSeed = 1 }) {
  const begin = performance.now()
  const { seed, found } = await hunt(level, name, firstSeed)
  const seconds = ((performance.now() - begin) / 1000).toFixed(1)
  const what = found === null ? 'SURVIVES' : found.split('\n')[0].slice(0, 90)
  const numbers = `${String(Math.min(seed - firstSeed + 1, most)).padStart(6)} histories ${seconds.padStart(6)} s`
  console.log(`${level} ${name.padEnd(32)} ${numbers}  ${what}`)
  return found !== null
}

/** The first history that only the broken variant violates. */
async function hunt(level, name, firstSeed) {
  const end = firstSeed + most
  let answer = { seed: firstSeed - 1, found: null }
  while (answer.seed + 1 < end) {
    const first = answer.seed + 1
    answer = await run(level, name, first, end - first)
    if (answer.found === null) break
    const { found } = await run(level, '-', answer.seed, 1)
    if (found === null) break
  }
  return answer
}

/** Runs histories in a process of their own; rejects when the variant cannot be made. */
async function run(...args) {
  const child = spawn(process.execPath, [HUNT, ...args.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const chunks = []
  child.stdout.on('data', (chunk) => chunks.push(chunk))
  const [code] = await new Promise((resolve) => {
    child.on('close', (...end) => resolve(end))
  })
  if (code !== 0) throw new Error(`hunting ${args.join(' ')} ended with ${code}`)
  return JSON.parse(Buffer.concat(chunks).toString())
}
