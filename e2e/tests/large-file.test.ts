import { open } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { randomBytes, writeBigFile } from '../harness/content.js'
import { insertBytes } from '../harness/edit.js'
import { Stack } from '../harness/stack.js'
import { at } from '../harness/tree.js'

const KIB = 1024
const MIB = 1024 * KIB
const GIB = 1024 * MIB
const MEMORY_BYTES = 300_000_000

let stack: Stack
let folder: string

beforeAll(async () => {
  stack = await Stack.start({ devices: ['laptop', 'desktop'] })
  folder = stack.device('laptop').folder
})
afterAll(() => stack[Symbol.asyncDispose]())

test('a 1 GiB file goes through, and daemon and server stay small', async () => {
  await writeBigFile(at(folder, 'disk.img'), 'disk', GIB)
  await stack.converged({ timeoutMs: 300_000 })
  for (const [who, bytes] of await stack.peakMemory()) {
    expect(bytes, who).toBeLessThan(MEMORY_BYTES)
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
