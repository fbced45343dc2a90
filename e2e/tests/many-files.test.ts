import { rename } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeSmallFiles } from '../harness/small-files.js'
import { Stack } from '../harness/stack.js'
import { at, readTree } from '../harness/tree.js'

const KIB = 1024

let stack: Stack
let folder: string

beforeAll(async () => {
  stack = await Stack.start({ devices: ['laptop', 'desktop'] })
  folder = stack.device('laptop').folder
})
afterAll(() => stack[Symbol.asyncDispose]())

test('10,000 small files arrive, all of them', async () => {
  await makeSmallFiles(folder, 'many', 10_000)
  await stack.converged({ timeoutMs: 300_000 })
  expect((await readTree(stack.device('desktop').folder)).size).toBe(10_101)
})

test('renaming a folder of 10,000 files costs less than 64 KiB on the wire', async () => {
  stack.proxy.take()
  await rename(at(folder, 'many'), at(folder, 'plenty'))
  await stack.eventuallyTree('desktop', (tree) => tree.has('plenty/99/99.bin'))
  await stack.converged()
  const wire = stack.proxy.take()
  expect(wire.upBytes + wire.downBytes).toBeLessThan(64 * KIB)
})

test('a second sync of the unchanged tree costs no block bytes', async () => {
  stack.proxy.take()
  await stack.device('laptop').restart()
  await stack.device('desktop').restart()
  await stack.converged()
  const wire = stack.proxy.take()
  expect(wire.requests.get('blocks') ?? 0).toBe(0)
  expect(wire.requests.get('read') ?? 0).toBe(0)
})
