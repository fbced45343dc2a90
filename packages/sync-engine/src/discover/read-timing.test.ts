import type { FileContent } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import type { FileStat } from '../trees.js'
import { clockStepNs, isRacy, restBeforeReadMs } from './read-timing.js'

const NOW_MS = 1_795_000_000_500
const NOW_NS = BigInt(NOW_MS) * 1_000_000n
const MS = 1_000_000n

function stat(mtimeNs: bigint, ctimeNs = mtimeNs, sizeBytes = 1): FileStat {
  const common = { kind: 'file', device: 'd', inode: '1', executable: false } as const
  return { ...common, sizeBytes, mtimeNs, ctimeNs, birthtimeNs: undefined }
}

const full = { sizeBytes: 9 } as FileContent // only its size is looked at

describe('clockStepNs', () => {
  it.each([
    ['FAT', 1_795_000_000_000n * MS, 2_000_000_000n],
    ['HFS+', 1_795_000_001_000n * MS, 1_000_000_000n],
    ['milliseconds', 1_795_000_001_001n * MS, 10_000_000n],
    ['nanoseconds', 1_795_000_001_001_000_001n, 10_000_000n],
  ])('reads the step off the change time: %s', (_, ctimeNs, expected) => {
    expect(clockStepNs(stat(0n, ctimeNs))).toBe(expected)
  })
})

describe('isRacy', () => {
  it.each<[string, bigint, bigint, boolean]>([
    ['written in this tick', NOW_NS - 3n * MS, NOW_NS - 3n * MS, true],
    ['written a tick ago', NOW_NS - 10n * MS, NOW_NS - 10n * MS, false],
    ['written in these two seconds of FAT', NOW_NS - 500n * MS, NOW_NS - 500n * MS, true],
    ['placed now with an old time', 5n, NOW_NS - 1n, false],
    ['its time is far ahead, as on a disk with another clock', NOW_NS * 2n, NOW_NS * 2n, false],
    ['stamped a little ahead', NOW_NS + 4n * MS + 1n, NOW_NS + 4n * MS + 1n, true],
  ])('%s (E25)', (_, mtimeNs, ctimeNs, expected) => {
    expect(isRacy(stat(mtimeNs, ctimeNs), NOW_MS)).toBe(expected)
  })
})

describe('restBeforeReadMs', () => {
  const quiet = NOW_NS - 60_000n * MS - 1n
  const young = NOW_NS - 700n * MS - 1n

  it.each<[string, FileStat, FileContent | undefined, number]>([
    ['a quiet file is read now', stat(quiet), undefined, 0],
    ['a young one too', stat(young), full, 0],
    ['one of this tick when the tick is over (E25)', stat(NOW_NS - 1n), undefined, 10],
    ['one that was just emptied may be filled at once (E23)', stat(young, young, 0), full, 1_299],
    ['one that has been empty for a while is meant so', stat(quiet, quiet, 0), full, 0],
    ['a new empty file is read now', stat(young, young, 0), undefined, 0],
  ])('%s', (_, given, previous, expected) => {
    expect(restBeforeReadMs(given, previous, NOW_MS, 2_000)).toBe(expected)
  })
})
