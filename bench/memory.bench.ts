import { writeBigFile } from '@tidemark/e2e/content'
import { makeSmallFiles } from '@tidemark/e2e/small-files'
import { Stack } from '@tidemark/e2e/stack'
import { at } from '@tidemark/e2e/tree'
import { test } from 'vitest'

const GIB = 1024 ** 3
const MIB = 1024 ** 2

test('peak memory of daemon and server while a 4 GiB file goes through', async () => {
  await using stack = await Stack.start({ devices: ['laptop', 'desktop'] })
  const started = performance.now()
  await writeBigFile(at(stack.device('laptop').folder, 'disk.img'), 'memory', 4 * GIB)
  await stack.converged({ timeoutMs: 1_200_000 })
  console.log(`4 GiB from one device to the other: ${seconds(performance.now() - started)}`)
  for (const [who, bytes] of await stack.peakMemory()) {
    console.log(`peak memory of ${who}: ${Math.round(bytes / MIB)} MiB`)
  }
})

test('10,000 small files from one device to the other', async () => {
  await using stack = await Stack.start({ devices: ['laptop', 'desktop'] })
  await stack.device('laptop').cli('pause')
  await makeSmallFiles(stack.device('laptop').folder, 'many', 10_000)
  const started = performance.now()
  await stack.device('laptop').cli('resume')
  await stack.converged({ timeoutMs: 1_200_000 })
  console.log(`10,000 files of 4-16 KiB: ${seconds(performance.now() - started)}`)
  for (const [who, bytes] of await stack.peakMemory()) {
    console.log(`peak memory of ${who}: ${Math.round(bytes / MIB)} MiB`)
  }
})

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
