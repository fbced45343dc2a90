import { readFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { writeBigFile } from '../harness/content.js'
import { Stack } from '../harness/stack.js'
import { at } from '../harness/tree.js'

const MIB = 1024 * 1024

test('a server killed in the middle of an upload loses nothing (P11, S01)', async () => {
  await using stack = await Stack.start({ devices: ['laptop', 'desktop'] })
  const killed = stack.proxy.cutAfter('up', 20 * MIB).then(() => stack.server.kill())
  await writeBigFile(at(stack.device('laptop').folder, 'video.bin'), 'upload', 64 * MIB)
  await killed
  await stack.server.start()
  await stack.converged()
})

test('what was uploaded before the server died is not sent again', async () => {
  await using stack = await Stack.start({ devices: ['laptop'] })
  const killed = stack.proxy.cutAfter('up', 40 * MIB).then(() => stack.server.kill())
  await writeBigFile(at(stack.device('laptop').folder, 'video.bin'), 'resume', 64 * MIB)
  await killed
  stack.proxy.take()
  await stack.server.start()
  await stack.eventuallySettled('laptop')
  expect(stack.proxy.take().upBytes).toBeLessThan(50 * MIB)
})

test('a device killed in the middle of a download resumes and does not start over', async () => {
  await using stack = await Stack.start({ devices: ['laptop', 'desktop'] })
  const desktop = stack.device('desktop')
  await desktop.stop()
  await writeBigFile(at(stack.device('laptop').folder, 'movie.bin'), 'movie', 96 * MIB)
  await stack.eventuallySettled('laptop')
  stack.proxy.take()
  const killed = stack.proxy.cutAfter('down', 48 * MIB).then(() => desktop.kill())
  await desktop.start()
  await killed
  stack.proxy.take()
  await desktop.start()
  await stack.converged()
  expect(stack.proxy.take().downBytes).toBeLessThan(80 * MIB)
})

test('a network that comes and goes only delays (E90)', async () => {
  await using stack = await Stack.start({ devices: ['laptop', 'desktop'] })
  const file = at(stack.device('laptop').folder, 'offline.txt')
  stack.proxy.goOffline()
  await writeFile(file, 'written offline\n')
  await stack.eventuallyState('laptop', 'offline')
  stack.proxy.goOnline()
  await stack.eventuallyFile('desktop', 'offline.txt', 'written offline\n')
  await stack.converged()
  expect(await readFile(file, 'utf8')).toBe('written offline\n')
})
