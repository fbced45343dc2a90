import { AppError, type RelPath } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import { trashContents } from '../filesystem/disk-contents.js'
import { expectSame, makePair, type Pair, syncBoth } from './_pair.js'

async function pairWithFiles(count: number): Promise<Pair> {
  const pair = await makePair()
  for (let index = 0; index < count; index++) pair.a.disk.write(`f${index}`, `text ${index}`)
  await expectSame(pair)
  return pair
}

describe('a folder that is not there', () => {
  it('stops with an error and deletes nothing, and goes on when it is back (P7, E80)', async () => {
    const pair = await pairWithFiles(12)
    const before = pair.b.contents()
    pair.a.disk.detach()
    await expect(pair.a.sync()).rejects.toThrow(AppError)
    pair.a.disk.attach()
    await expectSame(pair, before)
  })

  it('is not taken for another, empty folder at its path (P7, I13)', async () => {
    const pair = await pairWithFiles(12)
    const before = pair.b.contents()
    pair.a.disk.replaceRoot()
    await expect(pair.a.sync()).rejects.toThrow(AppError)
    await pair.b.sync()
    expect(pair.b.contents()).toEqual(before)
    pair.a.disk.attach()
    await expectSame(pair, before)
  })

  it('can be adopted, which merges and deletes nothing (E82, E83)', async () => {
    const pair = await pairWithFiles(12)
    const before = pair.b.contents()
    pair.a.disk.replaceRoot()
    pair.a.disk.write('found here', 'x')
    await expect(pair.a.sync()).rejects.toThrow(AppError)
    pair.a.engine.adoptFolder()
    await expectSame(pair, { ...before, 'found here': 'x' })
    expect(trashContents(pair.b.disk)).toEqual({})
  })

  it('that vanishes between the scan and the deletes stops them (I13, PS008)', async () => {
    const pair = await pairWithFiles(12)
    pair.a.disk.remove('f0')
    const { operations } = pair.a.remote.counts
    let probes = 0
    pair.a.fs.beforeCall = ({ step }) => {
      // The proofs of the scans come first; the one before the deletes finds an empty mount point.
      if (step === 'probeRoot' && ++probes === 5) pair.a.disk.replaceRoot()
    }
    await expect(pair.a.sync()).rejects.toThrow(AppError)
    expect(pair.a.remote.counts.operations).toBe(operations)
  })
})

describe('the record of what was synced', () => {
  it('can be lost without losing or doubling anything (E85, PS013)', async () => {
    const pair = await pairWithFiles(20)
    const before = pair.a.contents()
    pair.a.loseState()
    await expectSame(pair, before)
    expect(trashContents(pair.b.disk)).toEqual({})
  })

  it('once lost, brings back what was deleted meanwhile, and keeps edits as copies (P8)', async () => {
    const pair = await pairWithFiles(3)
    pair.a.disk.remove('f0')
    pair.a.disk.write('f1', 'edited on A')
    pair.b.disk.write('f1', 'edited on B')
    await pair.b.sync()
    pair.a.loseState()
    await syncBoth(pair)
    const texts = Object.values(pair.b.contents())
    expect(texts).toEqual(expect.arrayContaining(['text 0', 'edited on A', 'edited on B']))
    await expectSame(pair)
  })
})

describe('the delete brake', () => {
  it('holds deletes of everything and nothing else (P9, I15, PS001)', async () => {
    const pair = await pairWithFiles(12)
    for (let index = 0; index < 12; index++) pair.a.disk.remove(`f${index}`)
    await pair.a.sync()
    // The held deletes are no longer all of the folder then, and stay held.
    pair.a.disk.write('new', 'goes up')
    await pair.a.sync()
    await pair.b.sync()
    expect(Object.keys(pair.b.contents())).toHaveLength(13)
    expect(pair.a.engine.status().heldDeletes).toEqual({ here: 0, there: 12 })
  })

  it('goes on holding deletes, and saying so, when others run (P9, I15)', async () => {
    const pair = await pairWithFiles(12)
    for (let index = 0; index < 12; index++) pair.a.disk.remove(`f${index}`)
    await pair.a.sync()
    pair.a.disk.write('new', 'goes up')
    await pair.a.sync()
    await pair.b.sync()
    pair.b.disk.remove('new')
    await pair.b.sync()
    await pair.a.sync()
    expect(pair.a.contents()).toEqual({})
    expect(pair.a.engine.status().heldDeletes).toEqual({ here: 0, there: 12 })
    await pair.b.sync()
    expect(Object.keys(pair.b.contents())).toHaveLength(12)
  })

  it('lets them go once they are approved, without asking twice (PS002)', async () => {
    const pair = await pairWithFiles(12)
    for (let index = 0; index < 12; index++) pair.a.disk.remove(`f${index}`)
    await pair.a.sync()
    pair.a.engine.approveDeletes()
    await pair.a.sync()
    await pair.b.sync()
    expect(Object.keys(pair.b.contents())).toHaveLength(12)
    expect(pair.b.engine.status().heldDeletes).toEqual({ here: 12, there: 0 })
    pair.b.engine.approveDeletes()
    await expectSame(pair, {})
    expect(Object.keys(trashContents(pair.b.disk))).toHaveLength(12)
  })

  it('brings everything back when they are rejected, on either side (PS001)', async () => {
    const pair = await makePair()
    for (let index = 0; index < 12; index++) pair.a.disk.write(`d/f${index}`, `text ${index}`)
    await expectSame(pair)
    const before = pair.a.contents()
    pair.a.disk.remove('d')
    await pair.a.sync()
    pair.a.engine.rejectDeletes()
    expect(pair.a.engine.status().heldDeletes).toEqual({ here: 0, there: 0 })
    await expectSame(pair, before)

    pair.a.disk.remove('d')
    await pair.a.sync()
    pair.a.engine.approveDeletes()
    await pair.a.sync()
    await pair.b.sync()
    expect(pair.b.engine.status().heldDeletes.here).toBe(13)
    pair.b.engine.rejectDeletes()
    await expectSame(pair, before)
  })
})

describe('a bad item', () => {
  it('is held with its reason, the others go on, and it follows once it is fine (PS034)', async () => {
    const pair = await makePair()
    pair.a.disk.write('good', '1')
    pair.a.disk.write('bad', '2')
    pair.a.disk.setReadable('bad', false)
    await syncBoth(pair)
    expect(pair.b.contents()).toEqual({ good: '1' })
    expect(pair.a.store.held(10)).toMatchObject([{ path: 'bad', code: 'file_unreadable' }])
    expect(pair.a.engine.explain('bad' as RelPath).held?.code).toBe('file_unreadable')
    pair.a.disk.setReadable('bad', true)
    pair.clock.advance(600_000)
    await expectSame(pair, { bad: '2', good: '1' })
  })
})

describe('a local edit', () => {
  it('that happens right before the download is placed is kept (PS063, E31)', async () => {
    const pair = await pairWithFiles(1)
    pair.a.disk.write('f0', 'from A')
    await pair.a.sync()
    let hasRaced = false
    pair.b.fs.beforeCall = ({ step }) => {
      if (step !== 'place:check' || hasRaced) return
      hasRaced = true
      pair.b.disk.write('f0', 'racing on B')
    }
    await syncBoth(pair)
    expect(hasRaced).toBe(true)
    const texts = Object.values(pair.a.contents()).sort()
    expect(texts).toEqual(['from A', 'racing on B'])
    await expectSame(pair)
  })

  it('that happens while the file is being sent goes up as one more version (E20, PS212)', async () => {
    const pair = await pairWithFiles(1)
    pair.a.disk.write('f0', 'first')
    pair.a.remote.onCall = ({ name, moment }) => {
      if (name === 'uploadBlocks' && moment === 'response') pair.a.disk.write('f0', 'second')
    }
    await pair.a.sync()
    pair.a.remote.onCall = () => undefined
    await expectSame(pair, { f0: 'second' })
  })
})

describe('a lost answer', () => {
  it('to a commit makes no second version and no copy (E100, PS211)', async () => {
    for (const shallRestart of [false, true]) {
      const pair = await pairWithFiles(1)
      pair.b.disk.write('f0', 'from B')
      await pair.b.sync()
      pair.a.disk.write('f0', 'from A')
      let isLost = false
      pair.a.remote.onCall = ({ name, moment }) => {
        if (name !== 'commit' || moment !== 'response' || isLost) return
        isLost = true
        throw new AppError('server_unreachable')
      }
      await expect(pair.a.sync()).rejects.toThrow(AppError)
      if (shallRestart) pair.a.restart()
      await syncBoth(pair)
      expect(Object.values(pair.b.contents()).sort()).toEqual(['from A', 'from B'])
      await expectSame(pair)
    }
  })
})
