import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'

const PROGRAM = `
import { untilStopped } from ${JSON.stringify(new URL('stop-signals.mjs', import.meta.url).href)}
const going = setInterval(() => undefined, 1000)
const stopped = untilStopped()
console.log('running')
await stopped
console.log('stopping')
process.stdin.once('data', () => {
  console.log('stopped')
  clearInterval(going)
  process.stdin.destroy()
})
`

test('a program that stops in order is not ended by a signal that comes twice', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM])
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  expect((await lines.next()).value).toBe('running')
  child.kill('SIGINT')
  expect((await lines.next()).value).toBe('stopping')
  child.kill('SIGINT')
  child.kill('SIGTERM')
  child.stdin.write('go on')
  expect((await lines.next()).value).toBe('stopped')
  expect(await once(child, 'exit')).toEqual([0, null])
})
