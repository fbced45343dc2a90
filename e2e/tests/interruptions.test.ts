import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { randomBytes, writeBigFile } from '../harness/content.js'
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

for (const point of ['S03', 'S05', 'S06', 'S07', 'S08']) {
  test(`a server killed at ${point} carries on without repair (P11)`, async () => {
    await using stack = await Stack.start({ devices: ['laptop', 'desktop'] })
    await stack.server.stop()
    await stack.server.start({ crashAt: point })
    const folder = stack.device('laptop').folder
    await mkdir(at(folder, 'work'))
    for (let i = 0; i < 40; i++) {
      await writeFile(at(folder, `work/file ${i}.bin`), randomBytes(`${point} ${i}`, 10_000 + i))
    }
    await stack.server.exited()
    await stack.server.start()
    await stack.converged()
  })
}

for (const point of ['C02', 'C05', 'C06', 'C07', 'C08']) {
  test(`an uploading device killed at ${point} carries on (P11)`, async () => {
    await using stack = await Stack.start({ devices: ['laptop', 'desktop'] })
    const laptop = stack.device('laptop')
    await laptop.stop()
    await laptop.start({ crashAt: point })
    for (let i = 0; i < 20; i++) {
      await writeFile(at(laptop.folder, `${i}.bin`), randomBytes(`${point} ${i}`, 50_000))
    }
    await laptop.exited()
    await laptop.start()
    await stack.converged()
  })
}

for (const point of ['D03', 'D05', 'D10', 'D11']) {
  test(`a downloading device killed at ${point} carries on (P5, P11)`, async () => {
    await using stack = await Stack.start({ devices: ['laptop', 'desktop'] })
    const desktop = stack.device('desktop')
    await desktop.stop()
    await desktop.start({ crashAt: point })
    const folder = stack.device('laptop').folder
    await writeBigFile(at(folder, 'large.bin'), point, 12 * MIB)
    for (let i = 0; i < 20; i++) {
      await writeFile(at(folder, `${i}.bin`), randomBytes(`${point} ${i}`, 50_000))
    }
    await desktop.exited()
    await desktop.start()
    await stack.converged()
  })
}

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
