import { describe, it } from 'vitest'
import { trashContents } from './disk-contents.js'
import { fileSystemConformance } from './file-system-conformance.js'
import { MemoryDisk, type MemoryDiskOptions } from './memory-disk.js'
import { MemoryFileSystem } from './memory-file-system.js'

const MODES: readonly (readonly [string, MemoryDiskOptions])[] = [
  ['as Linux', {}],
  ['ignoring case', { caseInsensitive: true }],
  ['as APFS', { caseInsensitive: 'full', normalization: 'insensitive' }],
  ['as HFS+', { caseInsensitive: true, normalization: 'nfd', ...coarse(1_000_000_000n) }],
  ['as FAT', { caseInsensitive: true, windowsNames: true, ...coarse(2_000_000_000n) }],
  ['as Windows', { caseInsensitive: true, windowsNames: true, locksOpenFiles: true }],
  ['with times in milliseconds', coarse(1_000_000n)],
]

/** A disk that keeps only such times, on which no two changes happen within one. */
function coarse(mtimeGranularityNs: bigint): MemoryDiskOptions {
  let nowNs = 1_780_000_000_000_000_123n
  return { mtimeGranularityNs, nowNs: () => (nowNs += mtimeGranularityNs) }
}

describe.each(MODES)('MemoryFileSystem %s', (_, options) => {
  const open = () => {
    const disk = new MemoryDisk(options)
    const user = Object.assign(disk, { trash: () => trashContents(disk) })
    return { fs: new MemoryFileSystem(disk), user, [Symbol.dispose]: () => undefined }
  }
  it.each(fileSystemConformance(open))('$title', ({ run }) => run())
})
