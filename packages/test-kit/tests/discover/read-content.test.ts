import { createFastestKernel } from '@tidemark/chunker'
import {
  AppError,
  BlockTreeBuilder,
  decodeListBlock,
  formatBlockId,
  parseRelPath,
} from '@tidemark/protocol'
import { type FileStat, readContent } from '@tidemark/sync-engine'
import { describe, expect, it } from 'vitest'
import { MemoryDisk } from '../../src/filesystem/memory-disk.js'
import { MemoryFileSystem } from '../../src/filesystem/memory-file-system.js'
import { sha256 } from './_disk-world.js'

const kernel = createFastestKernel()
const path = parseRelPath('f')

/** Bytes without repetition. */
function noise(sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes)
  let state = 88_172_645
  for (let index = 0; index < sizeBytes; index++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    bytes[index] = state
  }
  return bytes
}

function openDisk(content: Uint8Array) {
  const disk = new MemoryDisk()
  disk.write('f', content)
  const fs = new MemoryFileSystem(disk)
  const abort = new AbortController()
  const read = (expected: FileStat = disk.stat('f'), previous?: { profileId: string }) =>
    readContent(
      { fs, hasher: sha256, kernel },
      {
        path,
        expected,
        previous: previous && {
          ...previous,
          sizeBytes: 0,
          root: null,
          depth: 0,
          hashId: 'sha256',
          mtimeNs: '0',
          executable: false,
        },
        signal: abort.signal,
      },
    )
  return { disk, fs, abort, read }
}

describe('readContent', () => {
  it.each([0, 1, 65_536, 65_537, 300_000, 5_000_000])(
    'reads %i bytes into blocks that are the file (E30)',
    async (sizeBytes) => {
      const bytes = noise(sizeBytes)
      const outcome = await openDisk(bytes).read()
      if (outcome.result !== 'read') throw new Error(outcome.result)
      let offset = 0
      for (const block of outcome.blocks) {
        expect(block.offset).toBe(offset)
        const span = bytes.subarray(offset, offset + block.length)
        expect(block.blockId).toBe(formatBlockId(sha256.sha256(span)))
        offset += block.length
      }
      expect(offset).toBe(sizeBytes)
      const builder = new BlockTreeBuilder(sha256.sha256)
      for (const { blockId, length } of outcome.blocks) builder.add(blockId, length)
      const { root, depth } = builder.finish()
      expect(outcome.content).toMatchObject({ sizeBytes, root, depth, hashId: 'sha256' })
      const listed = outcome.listBlocks.at(-1)
      if (listed) expect(decodeListBlock(listed.bytes).spanBytes).toBe(sizeBytes)
    },
  )

  it('keeps the profile of the version before', async () => {
    const { read, disk } = openDisk(noise(200_000))
    const outcome = await read(disk.stat('f'), { profileId: 'fastcdc-v1/256k' })
    expect(outcome).toMatchObject({ content: { profileId: 'fastcdc-v1/256k' } })
  })

  it('cuts anew under a profile that this version does not know', async () => {
    const { read, disk } = openDisk(noise(200_000))
    const outcome = await read(disk.stat('f'), { profileId: 'newer-v9' })
    expect(outcome).toMatchObject({ content: { profileId: 'fastcdc-v1/64k' } })
  })

  it('takes time, birth time and executable bit with the content', async () => {
    const { disk, read } = openDisk(noise(3))
    disk.setMtime('f', -1n)
    disk.setExecutable('f', true)
    const birthtimeNs = String(disk.stat('f').birthtimeNs)
    expect(await read()).toMatchObject({
      content: { mtimeNs: '-1', executable: true, birthtimeNs },
    })
  })

  it.each([
    ['rounded by the disk', 1_999_999_999n, true],
    ['touched', 2_000_000_000n, false],
  ])('keeps the former time of equal bytes when it was only %s (E25)', async (_, shift, isKept) => {
    const { disk, fs, read } = openDisk(noise(10))
    const first = await read()
    if (first.result !== 'read') throw new Error(first.result)
    disk.setMtime('f', BigInt(first.content.mtimeNs) + shift)
    const again = await readContent(
      { fs, hasher: sha256, kernel },
      {
        path,
        expected: disk.stat('f'),
        previous: first.content,
        signal: new AbortController().signal,
      },
    )
    if (again.result !== 'read') throw new Error(again.result)
    expect(again.content.mtimeNs === first.content.mtimeNs).toBe(isKept)
  })

  it.each([
    ['written to', (disk: MemoryDisk) => disk.append('f', 'more')],
    ['truncated', (disk: MemoryDisk) => disk.write('f', '')],
    [
      'replaced',
      (disk: MemoryDisk) => {
        disk.write('g', noise(200_000))
        disk.rename('g', 'f')
      },
    ],
    [
      'touched back to its old time',
      (disk: MemoryDisk) => {
        const { mtimeNs } = disk.stat('f')
        disk.write('f', noise(200_000).reverse())
        disk.setMtime('f', mtimeNs)
      },
    ],
    ['removed', (disk: MemoryDisk) => disk.remove('f')],
  ])('reports changing when the file is %s meanwhile (E20)', async (_, act) => {
    const { disk, fs, read } = openDisk(noise(200_000))
    let reads = 0
    fs.beforeCall = ({ step }) => {
      if (step === 'read' && ++reads === 2) act(disk)
    }
    expect(await read()).toEqual({ result: 'changing' })
  })

  it('reports changing for a file that is not what the scan saw', async () => {
    const { disk, read } = openDisk(noise(10))
    const before = disk.stat('f')
    disk.append('f', 'x')
    expect(await read(before)).toEqual({ result: 'changing' })
  })

  it('reports what is not there or is no file as absent (SEC-68)', async () => {
    const { disk, read } = openDisk(noise(10))
    const before = disk.stat('f')
    disk.remove('f')
    expect(await read(before)).toEqual({ result: 'absent' })
    disk.pipe('f')
    expect(await read(before)).toEqual({ result: 'absent' })
  })

  it('reports a failure to read with its reason (E34, E38)', async () => {
    const { fs, read } = openDisk(noise(10))
    const error = new AppError('file_io_error', { path })
    fs.beforeCall = ({ step }) => {
      if (step === 'read') throw error
    }
    expect(await read()).toEqual({ result: 'failed', error })
  })

  it('stops when it is cancelled', async () => {
    const { abort, fs, read } = openDisk(noise(10))
    fs.beforeCall = ({ step }) => step === 'read' && abort.abort(new Error('enough'))
    await expect(read()).rejects.toThrow('enough')
  })
})
