import { mkdir, watch, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { randomBytes } from '@tidemark/e2e/content'
import { Stack } from '@tidemark/e2e/stack'
import { at } from '@tidemark/e2e/tree'
import { test } from 'vitest'
import { formatSpread } from './spread.js'

const ROUNDS = Number(process.env.TIDEMARK_BENCH_ROUNDS ?? 30)

test('save on one device to complete on the other, 1 KiB file, both idle', async () => {
  await using stack = await Stack.start({ devices: ['laptop', 'desktop'] })
  const [from, to] = [stack.device('laptop').folder, stack.device('desktop').folder]
  await mkdir(at(from, 'inbox'))
  await stack.converged()
  const elapsed: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    await stack.converged()
    const path = `inbox/${round}.bin`
    const seen = appearance(at(to, path))
    const savedAt = performance.now()
    await writeFile(at(from, path), randomBytes(`latency ${round}`, 1024))
    elapsed.push((await seen) - savedAt)
  }
  console.log(`save to complete on the other device: ${formatSpread(elapsed)}`)
})

/** Clock reading when a file gets its final name: it is put in place whole, by a rename. */
async function appearance(path: string): Promise<number> {
  const stop = new AbortController()
  for await (const { filename } of watch(dirname(path), { signal: stop.signal })) {
    if (filename !== null && path.endsWith(`/${filename}`)) {
      stop.abort()
      return performance.now()
    }
  }
  throw new Error('the watch ended')
}
