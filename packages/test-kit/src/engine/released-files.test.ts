import type { FileSystem, TrashReason } from '@tidemark/sync-engine'
import { describe, expect, it } from 'vitest'
import { nodeAt, pairWith } from './_online-pair.js'
import { expectSame, type Pair, syncBoth } from './_pair.js'

/** Why items went into the trash of the first device, by their paths. */
function trashReasons({ a }: Pair): Record<string, TrashReason | undefined> {
  const reasons: Record<string, TrashReason | undefined> = {}
  const move = a.fs.moveToTrash.bind(a.fs)
  const spied: FileSystem['moveToTrash'] = (path, expected, reason) => {
    reasons[path] = reason
    return move(path, expected)
  }
  a.fs.moveToTrash = spied
  return reasons
}

describe('a file that is to leave the disk', () => {
  it('counts as released only when the server has every block of its newest content', async () => {
    const pair = await pairWith({ 'films/new.mkv': 'new', 'films/old.mkv': 'old', note: 'note' })
    const reasons = trashReasons(pair)
    // Here the former version, there a newer one: history keeps it, but not for ever.
    pair.a.fs.beforeCall = ({ step }) => {
      if (step === 'stage') throw new Error('nothing comes down in this test')
    }
    pair.deselected.add(nodeAt(pair, 'films'))
    pair.b.disk.write('films/old.mkv', 'newer')
    await pair.b.sync()
    await pair.a.sync()
    expect(pair.a.contents()).toEqual({ note: 'note' })
    expect(reasons['films/new.mkv']).toBe('released')
    expect(reasons['films/old.mkv']).toBe('deleted')
    pair.a.fs.beforeCall = () => undefined
    pair.a.disk.remove('note')
    await syncBoth(pair)
    expect(pair.b.contents()).not.toHaveProperty('note')
  })

  it('stays, and is listed, while the server lacks a block of it', async () => {
    const pair = await pairWith({ 'films/old.mkv': 'old' })
    const { remote } = pair.a
    const ask = remote.findMissing.bind(remote)
    remote.findMissing = async (blockIds) => new Set(blockIds)
    pair.deselected.add(nodeAt(pair, 'films'))
    await syncBoth(pair)
    expect(pair.a.contents()).toMatchObject({ 'films/old.mkv': 'old' })
    expect(pair.a.store.held(9)).toMatchObject([
      { path: 'films', code: 'folder_kept' },
      { path: 'films/old.mkv', code: 'block_damaged' },
    ])
    remote.findMissing = ask
    pair.clock.advance(3_600_000)
    await syncBoth(pair)
    expect(pair.a.contents()).toEqual({})
    expect(pair.a.store.held(9)).toEqual([])
    pair.deselected.clear()
    await expectSame(pair, { 'films/': '', 'films/old.mkv': 'old' })
  })
})
