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
function failFlush({ b }: Pair, error: Error): void {
  b.fs.beforeCall = ({ step }) => {
    if (step !== 'flush') return
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
