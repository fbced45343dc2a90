import { AppError } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import { expectSame, makePair, type Pair } from './_pair.js'

const FOLDERS = { 'd/': '', 'd/e/': '', 'd/e/f/': '', 'other/': '' }

async function pairWithNewFolders(): Promise<Pair> {
  const pair = await makePair()
  await expectSame(pair)
  pair.a.disk.mkdir('d/e/f')
  pair.a.disk.mkdir('other')
  await pair.a.sync()
  return pair
}

/** Lets the next flush on B end with an error before anything is durable. */
function failFlush({ b }: Pair, error: Error, flush = 'flush'): void {
  b.fs.beforeCall = ({ step }) => {
    if (step !== flush) return
    b.fs.beforeCall = () => undefined
    throw error
  }
}

describe('folders that came from the server', () => {
  it('are back after a power cut right before they were durable, and never deleted', async () => {
    const pair = await pairWithNewFolders()
    failFlush(pair, new Error('power cut'))
    await expect(pair.b.sync()).rejects.toThrow('power cut')
    expect(pair.b.contents()).toEqual(FOLDERS)
    pair.b.fs.cutPower()
    pair.b.restart()
    expect(pair.b.contents()).toEqual({})
    await expectSame(pair, FOLDERS)
  })

  it('are durable when the engine comes to rest, all by one flush', async () => {
    const pair = await pairWithNewFolders()
    let flushes = 0
    pair.b.fs.beforeCall = ({ step }) => {
      if (step === 'flush') flushes++
    }
    await pair.b.sync()
    pair.b.fs.beforeCall = () => undefined
    expect(flushes).toBe(1)
    pair.b.fs.cutPower()
    await expectSame(pair, FOLDERS)
  })

  it('are durable before anything moves into them', async () => {
    const pair = await makePair()
    pair.a.disk.write('file', 'precious')
    await expectSame(pair)
    pair.a.disk.mkdir('d')
    pair.a.disk.rename('file', 'd/file')
    await pair.a.sync()
    pair.b.fs.beforeCall = ({ step }) => {
      if (step === 'move') pair.b.fs.cutPower()
    }
    await pair.b.sync()
    pair.b.fs.beforeCall = () => undefined
    await expectSame(pair, { 'd/': '', 'd/file': 'precious' })
  })

  it('are tried again when they cannot be flushed (PS034)', async () => {
    const pair = await pairWithNewFolders()
    failFlush(pair, new AppError('file_io_error'))
    await pair.b.sync()
    pair.clock.advance(600_000)
    await expectSame(pair, FOLDERS)
  })
})

describe('files that came from the server', () => {
  const FILES = { a: '1', b: '2', c: '3' }

  async function pairWithFiles(): Promise<Pair> {
    const pair = await makePair()
    await expectSame(pair, {})
    for (const [path, text] of Object.entries(FILES)) pair.a.disk.write(path, text)
    await pair.a.sync()
    return pair
  }

  it('are durable before the next run agrees on what a killed one had put in place (P7)', async () => {
    const pair = await pairWithFiles()
    failFlush(pair, new Error('killed'), 'place:flushFolders')
    await expect(pair.b.sync()).rejects.toThrow('killed')
    expect(pair.b.contents()).toEqual(FILES)
    pair.b.restart()
    await pair.b.sync()
    pair.b.fs.cutPower()
    pair.b.restart()
    await expectSame(pair, FILES)
  })

  it('are durable before anybody agrees on what a failed flush left in place', async () => {
    const pair = await pairWithFiles()
    await pair.b.sync()
    pair.a.disk.write('d', '4')
    await pair.a.sync()
    failFlush(pair, new AppError('file_io_error'), 'place:flushFolders')
    await pair.b.sync()
    pair.clock.advance(600_000)
    await pair.b.sync()
    pair.b.fs.cutPower()
    pair.b.restart()
    await expectSame(pair, { ...FILES, d: '4' })
  })

  it('wait for a disk that cannot be flushed after a kill', async () => {
    const pair = await pairWithFiles()
    failFlush(pair, new Error('killed'), 'place:flushFolders')
    await expect(pair.b.sync()).rejects.toThrow('killed')
    pair.b.restart()
    failFlush(pair, new AppError('file_io_error'), 'flushAll')
    await expect(pair.b.sync()).rejects.toThrow(AppError)
    pair.b.fs.cutPower()
    pair.b.restart()
    await expectSame(pair, FILES)
  })
})

describe('what a person saved and nobody flushed', () => {
  it('survives a power cut once the server has it, and nobody sees it deleted (P1, P6)', async () => {
    const pair = await makePair()
    await expectSame(pair, {})
    pair.a.disk.write('d/new', 'hours of work')
    await pair.a.sync()
    pair.a.fs.cutPower()
    pair.a.restart()
    await expectSame(pair, { 'd/': '', 'd/new': 'hours of work' })
  })

  it.each([
    ['in place', (pair: Pair) => pair.a.disk.write('f', 'new')],
    [
      'by a rename',
      (pair: Pair) => {
        pair.a.disk.write('f.tmp', 'new')
        pair.a.disk.rename('f.tmp', 'f')
      },
    ],
  ])('is not taken for an edit back when it was saved %s', async (_, save) => {
    const pair = await makePair()
    pair.a.disk.write('f', 'old')
    await expectSame(pair, { f: 'old' })
    save(pair)
    await pair.a.sync()
    pair.a.fs.cutPower()
    pair.a.restart()
    await expectSame(pair, { f: 'new' })
  })

  it('stays where it was moved, and what was removed stays away', async () => {
    const pair = await makePair()
    pair.a.disk.write('a/moved', '1')
    pair.a.disk.write('a/removed', '2')
    await expectSame(pair)
    pair.a.disk.mkdir('b')
    pair.a.disk.rename('a/moved', 'b/moved')
    pair.a.disk.remove('a/removed')
    await pair.a.sync()
    pair.a.fs.cutPower()
    pair.a.restart()
    await expectSame(pair, { 'a/': '', 'b/': '', 'b/moved': '1' })
  })

  it('is durable when both made the same, which no commit tells of', async () => {
    const pair = await makePair()
    await expectSame(pair, {})
    for (const { disk } of [pair.a, pair.b]) {
      disk.mkdir('empty')
      disk.write('d/f', 'same')
    }
    await pair.a.sync()
    await pair.b.sync()
    pair.b.fs.cutPower()
    pair.b.restart()
    await expectSame(pair, { 'd/': '', 'd/f': 'same', 'empty/': '' })
  })

  it('waits, listed, while the disk cannot be flushed; nobody is told of it (PS034)', async () => {
    const pair = await makePair()
    await expectSame(pair, {})
    pair.a.fs.beforeCall = ({ step }) => {
      if (step === 'flushPaths') throw new AppError('file_io_error')
    }
    pair.a.disk.write('f', 'text')
    pair.a.disk.mkdir('d')
    await pair.a.sync()
    expect(pair.a.store.held(9).map(({ path, code }) => `${path} ${code}`)).toEqual([
      'd file_io_error',
      'f file_io_error',
    ])
    await pair.b.sync()
    expect(pair.b.contents()).toEqual({})
    pair.a.fs.beforeCall = () => undefined
    pair.clock.advance(600_000)
    await expectSame(pair, { 'd/': '', f: 'text' })
  })

  it('is written down as read only when it cannot change without showing it (E24)', async () => {
    const pair = await makePair()
    await expectSame(pair, {})
    pair.a.disk.write('f', 'text')
    failFlush({ ...pair, b: pair.a }, new Error('power cut'), 'flushPaths')
    await expect(pair.a.sync()).rejects.toThrow('power cut')
    // The bytes are gone, the facts are those of before: as after writing in place on ext4.
    pair.a.disk.get('f').data = new Uint8Array(4)
    pair.a.restart()
    await expectSame(pair, { f: '\0\0\0\0' })
  })
})
