import { rename } from 'node:fs/promises'
import { randomBytes, writeBigFile } from '@tidemark/e2e/content'
import { insertBytes } from '@tidemark/e2e/edit'
import { makeSmallFiles } from '@tidemark/e2e/small-files'
import { Stack } from '@tidemark/e2e/stack'
import { at } from '@tidemark/e2e/tree'
import { test } from 'vitest'

const KIB = 1024
const GIB = KIB ** 3

test('bytes on the wire, headers included, of both devices together', async () => {
  await using stack = await Stack.start({ devices: ['laptop', 'desktop'] })
  const { folder } = stack.device('laptop')
  const report = (what: string) => {
    const { upBytes, downBytes } = stack.proxy.take()
    console.log(
      `${what}: ${Math.round(upBytes / KIB)} KiB up, ${Math.round(downBytes / KIB)} KiB down`,
    )
  }
  await makeSmallFiles(folder, 'many', 10_000)
  await stack.converged({ timeoutMs: 600_000 })
  report('10,000 files of 4-16 KiB')
  await rename(at(folder, 'many'), at(folder, 'plenty'))
  await stack.eventuallyTree('desktop', (tree) => tree.has('plenty/99/99.bin'))
  await stack.converged()
  report('renaming their folder')
  await writeBigFile(at(folder, 'disk.img'), 'wire', GIB)
  await stack.converged({ timeoutMs: 600_000 })
  report('a file of 1 GiB, incompressible')
  const size = ` ${GIB + KIB}`
  await insertBytes(at(folder, 'disk.img'), GIB / 2, randomBytes('inserted', KIB))
  const isThere = (tree: ReadonlyMap<string, string>) => tree.get('disk.img')?.endsWith(size)
  await stack.eventuallyTree('desktop', (tree) => isThere(tree) === true, { timeoutMs: 600_000 })
  await stack.converged({ timeoutMs: 600_000 })
  report('1 KiB inserted into the middle of it')
})
