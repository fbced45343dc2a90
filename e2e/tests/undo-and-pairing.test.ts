import { readFile, rm, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Stack } from '../harness/stack.js'
import { at, readTree } from '../harness/tree.js'

let stack: Stack
let a: string
let b: string

beforeAll(async () => {
  stack = await Stack.start({ devices: ['laptop', 'desktop'] })
  a = stack.device('laptop').folder
  b = stack.device('desktop').folder
})
afterAll(() => stack[Symbol.asyncDispose]())

test('what one computer did is taken back on all of them, and the rest stays', async () => {
  await writeFile(at(a, 'deleted.txt'), 'deleted\n')
  await writeFile(at(a, 'edited.txt'), 'as it was\n')
  await stack.converged()
  // The server's clock decides where the deeds begin; both run on this computer.
  const since = new Date().toISOString()
  await rm(at(b, 'deleted.txt'))
  await writeFile(at(b, 'edited.txt'), 'spoilt by a program\n')
  await writeFile(at(b, 'new.txt'), 'nobody wanted this\n')
  await stack.converged()
  await writeFile(at(a, 'mine.txt'), 'made meanwhile\n')
  await stack.converged()

  const undo = ['undo', '--device', 'desktop', '--since', since]
  const shown = await stack.device('laptop').cli(...undo)
  expect(shown.stdout, shown.stderr).toContain('1 item to come back from the trash')
  expect((await readTree(a)).has('new.txt')).toBe(true)
  const done = await stack.device('laptop').cli(...undo, '--yes')
  expect(done.code, done.stderr).toBe(0)
  await stack.eventuallyTree('desktop', (tree) => tree.has('deleted.txt') && !tree.has('new.txt'))
  await stack.converged()
  expect([...(await readTree(b)).keys()].sort()).toEqual(['deleted.txt', 'edited.txt', 'mine.txt'])
  expect(await readFile(at(b, 'edited.txt'), 'utf8')).toBe('as it was\n')
})

test('a computer signs in again with a code that another one shows, once', async () => {
  const offer = await stack.device('laptop').json<{ code: string; serverUrl: string }>('pair')
  const login = ['login', offer.serverUrl, '--code', offer.code.toLowerCase(), '--device', 'paired']
  const joined = await stack.device('desktop').cli(...login)
  expect(joined.code, joined.stderr).toBe(0)
  const again = await stack.device('desktop').cli(...login)
  expect(again.code).toBe(3)
  expect(again.stderr).toContain('tidemark pair')
  await writeFile(at(b, 'after.txt'), 'as the new device\n')
  await stack.eventuallyTree('laptop', (tree) => tree.has('after.txt'))
})
