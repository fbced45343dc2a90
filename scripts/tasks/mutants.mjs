/**
 * `npm run mutants [-- --only <name>] [--most 10000]`: runs histories on every deliberately broken
 * variant of the sources, in memory, until one of them notices. A variant that survives means that
 * the histories or what they check lack something. Fails unless every one is caught.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readMutants } from '../mutants/read-mutants.mjs'

const HUNT = join(import.meta.dirname, '..', 'mutants', 'hunt.mjs')
const { values } = parseArgs({
  options: { only: { type: 'string' }, most: { type: 'string', default: '10000' } },
})

const mutants = readMutants().filter(({ name }) => name === (values.only ?? name))
if (mutants.length === 0) throw new Error(`no mutant ${values.only}`)
let caught = 0
for (const { name, level } of mutants) {
  const { count, seconds, found } = await hunt(name)
  if (found !== null) caught++
  const what = found === null ? 'SURVIVES' : found.split('\n')[0].slice(0, 90)
  const numbers = `${String(count).padStart(6)} histories ${seconds.toFixed(1).padStart(6)} s`
  console.log(`${level} ${name.padEnd(34)} ${numbers}  ${what}`)
}
console.log(`mutants caught: ${caught}/${mutants.length}`)
process.exitCode = caught === mutants.length ? 0 : 1

/** Runs one hunt; rejects when the variant cannot be made. */
async function hunt(name) {
  const child = spawn(process.execPath, [HUNT, name, values.most], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const chunks = []
  child.stdout.on('data', (chunk) => chunks.push(chunk))
  const [code] = await new Promise((resolve) => {
    child.on('close', (...end) => resolve(end))
  })
  if (code !== 0) throw new Error(`mutant ${name}: the hunt ended with ${code}`)
  return JSON.parse(Buffer.concat(chunks).toString())
}
