import { open, rename } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { randomBytes, writeBigFile } from '../harness/content.js'
import { insertBytes } from '../harness/edit.js'
import { makeSmallFiles } from '../harness/small-files.js'
import { Stack } from '../harness/stack.js'
import { at, readTree } from '../harness/tree.js'

const KIB = 1024
const MIB = 1024 * KIB
const GIB = 1024 * MIB

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

test('a 1 GiB file goes through, and daemon and server stay small', async () => {
  await writeBigFile(at(folder, 'disk.img'), 'disk', GIB)
  await stack.converged({ timeoutMs: 300_000 })
  for (const [who, bytes] of await stack.peakMemory()) {
    expect(bytes, who).toBeLessThan(300 * MIB)
  }
})

test('inserting 1 KiB into the middle of it costs less than 2 MiB on the wire', async () => {
  stack.proxy.take()
  await insertBytes(at(folder, 'disk.img'), GIB / 2, randomBytes('inserted', KIB))
  await stack.eventuallyTree(
    'desktop',
    (tree) => tree.get('disk.img')?.endsWith(` ${GIB + KIB}`) === true,
    {
      timeoutMs: 300_000,
    },
  )
  const wire = stack.proxy.take()
  expect(wire.upBytes, 'up, and the other device down').toBeLessThan(2 * MIB)
  expect(wire.downBytes).toBeLessThan(2 * MIB)
})

test('a copy of it under another name sends no content (E19)', async () => {
  stack.proxy.take()
  await copyWhole(at(folder, 'disk.img'), at(folder, 'disk copy.img'))
  await stack.converged({ timeoutMs: 300_000 })
  const wire = stack.proxy.take()
  expect(wire.upBytes + wire.downBytes).toBeLessThan(4 * MIB)
})

async function copyWhole(from: string, to: string): Promise<void> {
  await using source = await open(from, 'r')
  await using target = await open(to, 'w')
  const piece = Buffer.alloc(4 * MIB)
  for (;;) {
    const { bytesRead } = await source.read(piece, 0, piece.length)
    if (bytesRead === 0) return
    await target.write(piece, 0, bytesRead)
  }
}
