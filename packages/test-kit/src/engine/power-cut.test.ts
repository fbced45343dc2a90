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
