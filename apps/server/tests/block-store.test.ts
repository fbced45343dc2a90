import { randomBytes } from 'node:crypto'
import { open, readdir, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { type BlockId, PackError, PIN_TTL_MS } from '@tidemark/protocol'
import {
  type BlockRow,
  checkBlocks,
  compactSegments,
  findMissing,
  noCrash,
  rebuildIndex,
  storeFrames,
  sweepBlocks,
} from '@tidemark/server-core'
import { describe, expect, it } from 'vitest'
import { type BlockLab, openBlockLab, outcomesOf } from './_block-lab.js'
import { rawFrame } from './_blocks.js'

/** Random bytes do not compress, so a record's payload is the block itself. */
function block(sizeBytes = 1000): Buffer {
  return randomBytes(sizeBytes)
}

async function indexOf(lab: BlockLab): Promise<BlockRow[]> {
  return lab.storage.metadata.read((tx) => tx.listBlocks(lab.accountId, '', 1000))
}

async function rowOf(lab: BlockLab, blockId: BlockId): Promise<BlockRow> {
  const row = (await indexOf(lab)).find((other) => other.blockId === blockId)
  if (row === undefined) throw new Error('not indexed')
  return row
}

/** Overwrites bytes of a stored record behind the store's back. */
async function scribble(lab: BlockLab, row: BlockRow, bytes: Uint8Array, at = 0): Promise<void> {
  const folder = join(lab.config.dataFolder, 'segments', row.kind)
  await using file = await open(join(folder, `${row.segmentId}.seg`), 'r+')
  await file.write(bytes, 0, bytes.length, row.offset + at)
}

const sweep = (lab: BlockLab) => sweepBlocks({ ...lab, crashPoint: noCrash }, lab.accountId)

describe('the block store', () => {
  it('keeps what arrived before the source failed, and stores a block once', async () => {
    const lab = await openBlockLab()
    const frames = [rawFrame(block()), rawFrame(block())]
    const [first] = frames
    if (first === undefined) throw new Error('no frame')
    expect(outcomesOf(await lab.store([...frames, first]))).toEqual(['stored', 'stored', 'stored'])
    expect(await lab.store([first])).toMatchObject({ outcomes: [{ result: 'stored' }] })
    expect(await indexOf(lab)).toHaveLength(2)
    const [segment] = await lab.storage.segments.list()
    expect(segment?.sizeBytes).toBe(32 + 2 * (84 + 1000 + 16))
  })

  it('lets a device that only knows the id of a block have nothing (P15)', async () => {
    const lab = await openBlockLab()
    const other = await openBlockLab()
    const frame = rawFrame(block())
    await other.store([frame])
    const { storage, clock, target } = lab
    expect(await findMissing(storage, clock, target, [frame.blockId])).toEqual([frame.blockId])
    expect(await lab.read([frame.blockId])).toEqual([{ kind: 'absent', blockId: frame.blockId }])
  })

  it('makes the same index again out of the segments alone (PS225)', async () => {
    const lab = await openBlockLab()
    for (let i = 0; i < 3; i++)
      await lab.store([rawFrame(block()), rawFrame(Buffer.alloc(5000, i))])
    const before = await indexOf(lab)
    expect(before).toHaveLength(6)
    const { metadata } = lab.storage
    const generation = await metadata.write((tx) => tx.beginSweep(lab.accountId))
    lab.clock.advance(PIN_TTL_MS + 1)
    await metadata.write((tx) =>
      tx.removeBlocks(
        lab.accountId,
        before.map(({ blockId }) => blockId),
        generation,
        lab.clock.nowMs(),
      ),
    )
    await metadata.write((tx) => tx.endSweep(lab.accountId, generation))
    expect(await indexOf(lab)).toEqual([])
    expect(await rebuildIndex(lab.storage)).toMatchObject({ indexedRecords: 6, damagedRecords: 0 })
    expect(await indexOf(lab)).toEqual(before)
    await rebuildIndex(lab.storage)
    expect(await indexOf(lab)).toEqual(before)
  })

  it('passes over a torn tail and over damage, and finds the records behind it (PS225)', async () => {
    const lab = await openBlockLab()
    const frames = [rawFrame(block()), rawFrame(block()), rawFrame(block())]
    await lab.store(frames)
    const rows = await indexOf(lab)
    const inOrder = rows.toSorted((a, b) => a.offset - b.offset)
    const [, second, third] = inOrder
    if (second === undefined || third === undefined) throw new Error('no rows')
    await scribble(lab, second, Buffer.alloc(20))
    const folder = join(lab.config.dataFolder, 'segments', 'data')
    const [name = ''] = await readdir(folder)
    await using file = await open(join(folder, name), 'a')
    await file.write(randomBytes(500))
    expect(await rebuildIndex(lab.storage)).toEqual({
      segments: 1,
      indexedRecords: 2,
      damagedRecords: 0,
      gapBytes: second.length + 500,
    })
    await truncate(join(folder, name), third.offset + 100)
    expect(await rebuildIndex(lab.storage)).toMatchObject({ indexedRecords: 1 })
  })

  it('does not give a record for another, though it is whole (SEC-49)', async () => {
    const lab = await openBlockLab()
    const [a, b] = [rawFrame(block()), rawFrame(block())]
    await lab.store([a, b])
    const rowA = await rowOf(lab, a.blockId)
    const rowB = await rowOf(lab, b.blockId)
    const recordB = await lab.storage.segments.read(rowB)
    await scribble(lab, rowA, recordB)
    const frames = await lab.read([a.blockId, b.blockId])
    expect(frames.map(({ kind }) => kind)).toEqual(['absent', 'data'])
  })

  it('finds each kind of damage and names the file (P12, PS223, PS225)', async () => {
    const lab = await openBlockLab()
    const whole = await lab.putFile('whole', block())
    const damages: Record<string, (row: BlockRow) => Promise<void>> = {
      'flipped bit': (row) => scribble(lab, row, Buffer.from([1]), 300),
      'flipped header': (row) => scribble(lab, row, Buffer.from([1]), 40),
      zeroed: (row) => scribble(lab, row, Buffer.alloc(row.length)),
    }
    const expected: string[] = []
    for (const [name, damage] of Object.entries(damages)) {
      const { blockId } = await lab.putFile(name, block())
      await damage(await rowOf(lab, blockId))
      expected.push(blockId)
    }
    const report = await checkBlocks(lab.storage, lab.reader, lab.accountId)
    expect(report.checkedBlocks).toBe(4)
    expect(report.badBlocks.map(({ blockId }) => blockId).sort()).toEqual(expected.sort())
    expect(report.badVersions.map(({ path }) => path).sort()).toEqual(Object.keys(damages).sort())
    expect(expected).not.toContain(whole.blockId)
  })

  it('asks for a damaged block again and puts the new one in its place (E104, E117)', async () => {
    const lab = await openBlockLab()
    const bytes = block()
    const { blockId } = await lab.putFile('a', bytes)
    await scribble(lab, await rowOf(lab, blockId), Buffer.alloc(50), 200)
    expect(await lab.read([blockId])).toEqual([{ kind: 'absent', blockId }])
    const { storage, clock, target } = lab
    expect(await findMissing(storage, clock, target, [blockId])).toEqual([blockId])
    await lab.store([rawFrame(bytes)])
    expect((await lab.read([blockId])).map(({ kind }) => kind)).toEqual(['data'])
    expect(await findMissing(storage, clock, target, [blockId])).toEqual([])
    const report = await checkBlocks(storage, lab.reader, lab.accountId)
    expect(report).toMatchObject({ badBlocks: [], badVersions: [] })
  })

  it('reports a fault of storage and loses nothing that it had acknowledged (SEC-89, PS223)', async () => {
    const lab = await openBlockLab({ reserveBytes: Number.MAX_SAFE_INTEGER })
    const outcome = await lab.store([rawFrame(block())])
    expect(outcome).toMatchObject({ outcomes: [], fault: { code: 'storage_full' } })
    expect(await indexOf(lab)).toEqual([])
  })

  it('keeps the prefix of a pack that breaks', async () => {
    const lab = await openBlockLab()
    const frame = rawFrame(block())
    async function* broken() {
      yield frame
      throw new PackError('pack_corrupt', 'broken')
    }
    const { storage, clock, inFlight, target } = lab
    const outcome = await storeFrames(
      { storage, clock, inFlight, crashPoint: noCrash },
      target,
      broken(),
    )
    expect(outcome).toMatchObject({
      outcomes: [{ blockId: frame.blockId, result: 'stored' }],
      fault: { code: 'pack_corrupt' },
    })
    expect((await lab.read([frame.blockId])).map(({ kind }) => kind)).toEqual(['data'])
  })
})

describe('cleanup', () => {
  it('removes blocks that no version uses, and gives back the space (PS224)', async () => {
    const lab = await openBlockLab()
    const kept = await lab.putFile('kept', block(3000))
    const gone = await lab.putFile('gone', block(9000))
    await lab.forget(gone.nodeId)
    lab.clock.advance(PIN_TTL_MS + 1)
    expect(await sweep(lab)).toMatchObject({ removedBlocks: 1 })
    await lab.storage.segments.closeOpen()
    const [before] = await lab.storage.segments.list()
    const compacted = await compactSegments(lab.storage, lab.inFlight, noCrash)
    expect(compacted).toEqual({
      removedSegments: 1,
      removedBytes: before?.sizeBytes,
      movedBlocks: 1,
    })
    expect((await indexOf(lab)).map(({ blockId }) => blockId)).toEqual([kept.blockId])
    expect((await lab.read([kept.blockId])).map(({ kind }) => kind)).toEqual(['data'])
    const report = await checkBlocks(lab.storage, lab.reader, lab.accountId)
    expect(report).toMatchObject({ checkedBlocks: 1, badBlocks: [], badVersions: [] })
  })

  it('keeps what a device has uploaded or was told is here, for a day (P13, PS224)', async () => {
    const lab = await openBlockLab()
    const uploaded = rawFrame(block())
    await lab.store([uploaded])
    lab.clock.advance(PIN_TTL_MS - 1000)
    expect(await sweep(lab)).toMatchObject({ removedBlocks: 0 })
    const { storage, clock, target } = lab
    expect(await findMissing(storage, clock, target, [uploaded.blockId])).toEqual([])
    lab.clock.advance(PIN_TTL_MS - 1000)
    expect(await sweep(lab)).toMatchObject({ removedBlocks: 0 })
    lab.clock.advance(2000)
    expect(await sweep(lab)).toMatchObject({ removedBlocks: 1 })
    expect(await findMissing(storage, clock, target, [uploaded.blockId])).toEqual([
      uploaded.blockId,
    ])
  })

  it.each(['G01', 'G02', 'G03'])('carries on after being killed at %s', async (point) => {
    const lab = await openBlockLab()
    const kept = await lab.putFile('kept', block())
    await lab.forget((await lab.putFile('gone', block())).nodeId)
    lab.clock.advance(PIN_TTL_MS + 1)
    const { storage, reader, clock, accountId } = lab
    const crashPoint = (name: string) => {
      if (name === point) throw new Error('killed')
    }
    const killed = sweepBlocks({ storage, reader, clock, crashPoint }, accountId)
    await expect(killed).rejects.toThrow('killed')
    await sweep(lab)
    expect((await indexOf(lab)).map(({ blockId }) => blockId)).toEqual([kept.blockId])
    const report = await checkBlocks(storage, reader, accountId)
    expect(report).toMatchObject({ badBlocks: [], badVersions: [] })
  })

  it('removes a segment on the next run when it was killed before that (G04)', async () => {
    const lab = await openBlockLab()
    const { blockId } = await lab.putFile('kept', block(100))
    await lab.forget((await lab.putFile('gone', block(5000))).nodeId)
    lab.clock.advance(PIN_TTL_MS + 1)
    await sweep(lab)
    await lab.storage.segments.closeOpen()
    const killed = compactSegments(lab.storage, lab.inFlight, () => {
      throw new Error('killed')
    })
    await expect(killed).rejects.toThrow('killed')
    expect(await lab.storage.segments.list()).toHaveLength(2)
    await compactSegments(lab.storage, lab.inFlight, noCrash)
    expect(await lab.storage.segments.list()).toHaveLength(1)
    expect((await lab.read([blockId])).map(({ kind }) => kind)).toEqual(['data'])
  })

  it('stores a block after all that was removed between its check and its record', async () => {
    const lab = await openBlockLab()
    const frame = rawFrame(block())
    await lab.store([frame])
    lab.clock.advance(PIN_TTL_MS + 1)
    const { codec } = lab.storage
    const seal = codec.seal.bind(codec)
    let swept = false
    codec.seal = async (accountId, requests) => {
      const results = await seal(accountId, requests)
      if (!swept) expect(await sweep(lab)).toMatchObject({ removedBlocks: 1 })
      swept = true
      return results
    }
    expect(outcomesOf(await lab.store([frame]))).toEqual(['stored'])
    expect((await lab.read([frame.blockId])).map(({ kind }) => kind)).toEqual(['data'])
  })

  it('finds a block that moved between the lookup and the read', async () => {
    const lab = await openBlockLab()
    const { blockId } = await lab.putFile('kept', block(100))
    await lab.forget((await lab.putFile('gone', block(5000))).nodeId)
    lab.clock.advance(PIN_TTL_MS + 1)
    await sweep(lab)
    await lab.storage.segments.closeOpen()
    const { segments } = lab.storage
    const read = segments.read.bind(segments)
    let moved = false
    segments.read = async (location) => {
      if (!moved) {
        moved = true
        await compactSegments(lab.storage, lab.inFlight, noCrash)
      }
      return read(location)
    }
    expect((await lab.read([blockId])).map(({ kind }) => kind)).toEqual(['data'])
  })
})
