import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SegmentMissingError } from '@tidemark/server-core'
import { expect, it, onTestFinished } from 'vitest'
import { SegmentFiles } from './segment-files.js'

it('reads a segment again after it could not be opened once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-segments-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'file')
  await writeFile(path, 'bytes')
  // A path below a file cannot be opened (ENOTDIR), as little as with no descriptors left.
  const paths = [join(path, 'below'), path]
  await using files = new SegmentFiles(2, () => paths.shift() ?? path)
  const segment = { kind: 'data' as const, segmentId: 'aa'.repeat(16) }
  const read = () => files.withFile(segment, async (file) => (await file.stat()).size)
  await expect(read()).rejects.toMatchObject({ code: 'ENOTDIR' })
  expect(await read()).toBe(5)
})

it('says that a segment is missing', async () => {
  await using files = new SegmentFiles(2, () => join(tmpdir(), 'no such folder', 'file'))
  const segment = { kind: 'data' as const, segmentId: 'aa'.repeat(16) }
  await expect(files.withFile(segment, async () => 0)).rejects.toThrow(SegmentMissingError)
})
