import { AppError, parseRelPath } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import { diskContents } from './disk-contents.js'
import { type DiskErrno, DiskError } from './disk-error.js'
import { MemoryDisk } from './memory-disk.js'
import { MemoryFileSystem } from './memory-file-system.js'

const NFC = '\u00e9'
const NFD = 'e\u0301'

function codeOf(act: () => unknown): string | undefined {
  try {
    act()
  } catch (error) {
    return error instanceof DiskError ? error.code : String(error)
  }
  return undefined
}

async function appErrorOf(act: () => Promise<unknown>): Promise<AppError> {
  const error = await act().then(
    () => new Error('did not fail'),
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(AppError)
  return error as AppError // asserted on the line above
}

describe('MemoryDisk', () => {
  it('keeps names apart that differ in case or accents, as Linux does', () => {
    const disk = new MemoryDisk()
    for (const [index, name] of ['a', 'A', NFC, NFD].entries()) disk.write(name, String(index))
    expect(Object.keys(diskContents(disk))).toHaveLength(4)
  })

  it('takes names for one that differ in case alone and keeps the first spelling', () => {
    const disk = new MemoryDisk({ caseInsensitive: true })
    disk.write('Foo', '1')
    disk.write('FOO', '2')
    expect(diskContents(disk)).toEqual({ Foo: '2' })
    disk.rename('foo', 'fOO')
    expect(diskContents(disk)).toEqual({ fOO: '2' })
  })

  it.each([
    [true, false],
    ['simple', false],
    ['full', true],
  ] as const)('folds with the rule %s: sharp s is ss is %s (E43)', (caseInsensitive, isOne) => {
    const disk = new MemoryDisk({ caseInsensitive })
    expect(disk.isSameName('straße', 'STRASSE')).toBe(isOne)
    expect(disk.isSameName('\u212a', 'k')).toBe(isOne)
    expect(disk.isSameName('Ä', 'ä')).toBe(true)
    expect(disk.isSameName('\u0131', 'I')).toBe(true)
  })

  it('compares accents normalised and keeps the spelling, or stores them decomposed', () => {
    const apfs = new MemoryDisk({ normalization: 'insensitive' })
    apfs.write(NFC, '1')
    apfs.write(NFD, '2')
    expect(diskContents(apfs)).toEqual({ [NFC]: '2' })
    const hfs = new MemoryDisk({ normalization: 'nfd' })
    hfs.write(NFC, '1')
    expect(diskContents(hfs)).toEqual({ [NFD]: '1' })
    expect(hfs.read(NFC)).toBe('1')
  })

  it.each(['a:b', 'a?', 'CON', 'nul.txt', 'a\\b', 'a|b', '. .', 'a\tb'])(
    'refuses %j on Windows',
    (name) => {
      const disk = new MemoryDisk({ windowsNames: true })
      expect(codeOf(() => disk.write(name, ''))).toBe('EINVAL')
      disk.write('fine', '')
      expect(codeOf(() => disk.rename('fine', name))).toBe('EINVAL')
      expect(diskContents(disk)).toEqual({ fine: '' })
    },
  )

  it('drops dots and spaces at the end on Windows and so reaches another file', () => {
    const disk = new MemoryDisk({ windowsNames: true })
    disk.write('a', 'first')
    disk.write('a. ', 'second')
    expect(diskContents(disk)).toEqual({ a: 'second' })
  })

  it('has a longest name and, where asked for, a longest path', () => {
    const disk = new MemoryDisk({ longestPathBytes: 260 })
    disk.write('é'.repeat(127), '')
    expect(codeOf(() => disk.write('é'.repeat(128), ''))).toBe('ENAMETOOLONG')
    expect(codeOf(() => disk.write(`${'d/'.repeat(130)}f`, ''))).toBe('ENAMETOOLONG')
  })

  it('locks open files and the folders above them on Windows, until they are closed', () => {
    const disk = new MemoryDisk({ locksOpenFiles: true })
    disk.write('d/open', 'x')
    disk.write('new', 'y')
    const close = disk.open('d/open')
    expect(codeOf(() => disk.remove('d/open'))).toBe('EBUSY')
    expect(codeOf(() => disk.rename('d', 'e'))).toBe('EBUSY')
    expect(codeOf(() => disk.rename('new', 'd/open'))).toBe('EBUSY')
    disk.write('d/open', 'written in place')
    close()
    disk.rename('d', 'e')
    expect(diskContents(disk)).toEqual({ 'e/': '', 'e/open': 'written in place', new: 'y' })
  })

  it.each([
    [1n, 1_700_000_000_123_456_789n, 1_700_000_000_123_456_789n],
    [1_000_000n, 1_700_000_000_123_456_789n, 1_700_000_000_123_000_000n],
    [1_000_000_000n, 1_700_000_001_999_999_999n, 1_700_000_001_000_000_000n],
    [2_000_000_000n, 1_700_000_001_999_999_999n, 1_700_000_000_000_000_000n],
    [2_000_000_000n, -1n, -2_000_000_000n],
  ])('keeps times in steps of %d ns: %d becomes %d', (mtimeGranularityNs, given, kept) => {
    const disk = new MemoryDisk({ mtimeGranularityNs, nowNs: () => given })
    disk.write('f', '')
    expect(disk.stat('f')).toMatchObject({ mtimeNs: kept, ctimeNs: kept, birthtimeNs: kept })
    disk.setMtime('f', given)
    expect(disk.stat('f').mtimeNs).toBe(kept)
  })
})

describe('MemoryFileSystem', () => {
  it.each<[DiskErrno, string]>([
    ['ENOSPC', 'disk_full'],
    ['EIO', 'file_io_error'],
    ['EACCES', 'file_unreadable'],
    ['EPERM', 'file_unreadable'],
    ['EBUSY', 'file_busy'],
    ['EMFILE', 'file_busy'],
    ['ENAMETOOLONG', 'name_held'],
    ['EXDEV', 'file_io_error'],
  ])('tells %s of any one call as %s', async (errno, code) => {
    const disk = new MemoryDisk()
    disk.write('f', 'x')
    const fs = new MemoryFileSystem(disk)
    fs.beforeCall = ({ step, path }) => {
      if (step === 'move') throw new DiskError(errno, path)
    }
    const path = parseRelPath('f')
    const stat = await fs.stat(path)
    if (stat === undefined) throw new Error('no file')
    expect((await appErrorOf(() => fs.move(path, parseRelPath('g'), stat))).code).toBe(code)
    expect((await fs.stat(path))?.sizeBytes).toBe(1)
  })

  it('tells a name that the disk refuses as held, in calls and in batches', async () => {
    const disk = new MemoryDisk({ windowsNames: true, locksOpenFiles: true })
    const fs = new MemoryFileSystem(disk)
    disk.write('f', 'x')
    expect((await appErrorOf(() => fs.makeFolder(parseRelPath('a:')))).code).toBe('name_held')
    const file = await fs.stat(parseRelPath('f'))
    if (file === undefined) throw new Error('no file')
    const move = () => fs.move(parseRelPath('f'), parseRelPath('nul'), file)
    expect((await appErrorOf(move)).code).toBe('name_held')
    const staged = await fs.stage(parseRelPath('f'), 'key')
    if (staged === 'parent_missing') throw new Error('not staged')
    const expected = await fs.stat(parseRelPath('f'))
    disk.open('f')
    const request = { staged, path: parseRelPath('f'), expected, sizeBytes: 0, mtimeNs: 0n }
    const [outcome] = await fs.place([{ ...request, executable: false }])
    expect(outcome).toMatchObject({ result: 'failed', error: { code: 'file_busy' } })
    expect(disk.read('f')).toBe('x')
  })
})
