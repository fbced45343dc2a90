import { type Cursor, decodeCursor, type Epoch, encodeCursor, parseId } from '@tidemark/protocol'
import { trimJournal } from '@tidemark/server-core'
import { describe, expect, it } from 'vitest'
import { trashContents } from '../filesystem/disk-contents.js'
import { expectSame, makePair, type Pair } from './_pair.js'
import type { SyncDevice } from './sync-device.js'

/** Makes the device remember a journal that the server does not have, as after a restored backup. */
function replaceEpoch({ store }: SyncDevice): void {
  const journal = store.journal()
  const position = decodeCursor(journal?.cursor ?? '')
  if (journal === undefined || position === undefined) throw new Error('no journal yet')
  const epoch = parseId<Epoch>('f'.repeat(32))
  const cursor: Cursor = encodeCursor({ ...position, epoch })
  store.transaction((tx) => tx.setJournal({ ...journal, epoch, cursor }))
}

async function filled(): Promise<Pair> {
  const pair = await makePair()
  pair.a.disk.write('d/x', '1')
  pair.a.disk.write('d/y', '2')
  pair.a.disk.write('z', '3')
  await expectSame(pair)
  return pair
}

describe('a journal that is another one', () => {
  it('leads to a merge that deletes nothing and copies nothing equal (P8, I14, E102)', async () => {
    const pair = await filled()
    const before = pair.a.contents()
    replaceEpoch(pair.a)
    await pair.a.sync()
    expect(pair.a.events).toContainEqual({ type: 'merged_anew' })
    await expectSame(pair, before)
    for (const { disk } of [pair.a, pair.b]) expect(trashContents(disk)).toEqual({})
  })

  it('brings back what one side deleted and keeps both versions of what differs (PS004)', async () => {
    const pair = await filled()
    replaceEpoch(pair.a)
    pair.a.disk.remove('z')
    pair.a.disk.write('d/x', 'newer on A')
    pair.a.disk.write('new', '4')
    await pair.a.sync()
    const texts = Object.values(pair.a.contents()).filter((text) => text !== '')
    expect(texts.sort()).toEqual(['1', '2', '3', '4', 'newer on A'])
    await expectSame(pair)
  })
})

describe('a position that is too old for the journal', () => {
  it('loses no deletion, edit or move of either side (E112)', async () => {
    const pair = await filled()
    pair.b.disk.remove('z')
    pair.b.disk.rename('d/x', 'moved')
    await pair.b.sync()
    pair.clock.advance(1_000)
    await trimJournal(pair.server.metadata, pair.space.spaceId, pair.clock.nowMs())
    pair.a.disk.write('d/y', 'edited on A')
    pair.a.disk.write('new', '4')
    await expectSame(pair, { 'd/': '', 'd/y': 'edited on A', moved: '1', new: '4' })
  })
})
