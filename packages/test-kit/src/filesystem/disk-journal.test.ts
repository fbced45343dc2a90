import { parseRelPath } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import { SeededRandom } from '../clock/seeded-random.js'
import { diskContents } from './disk-contents.js'
import { LOSE_ALL } from './disk-journal.js'
import { MemoryDisk } from './memory-disk.js'
import { MemoryFileSystem } from './memory-file-system.js'

const SECOND_NS = 1_000_000_000n

class Desk {
  nowNs = 0n
  readonly disk = new MemoryDisk({ nowNs: () => this.nowNs })
  readonly fs = new MemoryFileSystem(this.disk)

  flush(...paths: string[]) {
    return this.fs.flushPaths(paths.map(parseRelPath))
  }

  /** What is left of the disk when everything unflushed is lost. */
  get left() {
    this.fs.cutPower()
    return diskContents(this.disk)
  }
}

function deskWith(files: Record<string, string>): Desk {
  const desk = new Desk()
  for (const [path, text] of Object.entries(files)) desk.disk.write(path, text)
  desk.disk.journal.flushAll()
  return desk
}

describe('a power cut', () => {
  it('takes what people made, wrote, moved and removed and nobody flushed', () => {
    const desk = deskWith({ edited: 'old', moved: '1', 'd/removed': '2', replaced: '3', save: '4' })
    const { disk } = desk
    disk.write('new/file', 'text')
    disk.write('edited', 'new')
    disk.rename('moved', 'new/moved')
    disk.remove('d')
    disk.rename('save', 'replaced')
    expect(desk.left).toEqual({
      'd/': '',
      'd/removed': '2',
      edited: 'old',
      moved: '1',
      replaced: '3',
      save: '4',
    })
  })

  it('leaves what was flushed at its path, with the folders above and all names before', async () => {
    const desk = deskWith({ f: 'old', other: 'old' })
    desk.disk.write('before', 'unflushed bytes')
    desk.disk.write('d/e/new', 'text')
    desk.disk.write('f', 'new')
    desk.disk.write('other', 'new')
    await desk.flush('d/e/new', 'f')
    desk.disk.remove('before')
    expect(desk.left).toEqual({
      before: '',
      'd/': '',
      'd/e/': '',
      'd/e/new': 'text',
      f: 'new',
      other: 'old',
    })
  })

  it('leaves a removal and a move of which the folders were flushed', async () => {
    const desk = deskWith({ 'd/a': '1', 'd/b': '2', 'c/x': '3' })
    desk.disk.rename('d/a', 'a')
    desk.disk.remove('d/b')
    desk.disk.remove('c')
    await desk.flush('a', 'd/b', 'c/x')
    expect(desk.left).toEqual({ a: '1', 'd/': '' })
  })

  it('leaves what is older than 30 s, and of a file that is written to again what was there then', () => {
    const desk = deskWith({ log: '', f: 'old' })
    desk.disk.write('new', 'text')
    desk.disk.write('log', 'first')
    desk.nowNs += 31n * SECOND_NS
    desk.disk.append('log', ' second')
    desk.disk.write('f', 'new')
    desk.disk.write('newer', 'text')
    desk.nowNs += 5n * SECOND_NS
    expect(desk.left).toEqual({ f: 'old', log: 'first', new: 'text' })
  })

  it('may leave an empty file under a name that was saved over another (auto_da_alloc, ALICE)', () => {
    const desk = deskWith({ f: 'old' })
    desk.disk.write('f.tmp', 'new')
    desk.disk.rename('f.tmp', 'f')
    const keepNames = (count: number): number => (count === 3 ? 2 : 0)
    desk.fs.cutPower(keepNames)
    expect(diskContents(desk.disk)).toEqual({ f: '' })
  })

  it('leaves a disk that works, whatever it takes', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = new SeededRandom(seed)
      const desk = deskWith({ a: '1', b: '2', 'd/c': '3' })
      const { disk } = desk
      disk.remove('a')
      disk.write('e', 'takes over the inode')
      disk.rename('b', 'd/c')
      disk.rename('d', 'D')
      disk.link('D/c', 'linked')
      disk.remove('e')
      disk.write('last', 'text')
      desk.fs.cutPower(seed === 1 ? LOSE_ALL : (count) => random.below(count))
      const contents = diskContents(disk)
      const inodes = new Set(
        Object.keys(contents).map((path) => disk.get(path.replace(/\/$/, '')).number),
      )
      expect(inodes.size).toBe(Object.keys(contents).length - ('linked' in contents ? 1 : 0))
      for (const path of Object.keys(contents)) if (!path.includes('/')) disk.remove(path)
      if (disk.find('d') !== undefined) disk.remove('d')
      if (disk.find('D') !== undefined) disk.remove('D')
      expect(diskContents(disk)).toEqual({})
    }
  })
})
