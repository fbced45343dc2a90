import { type BlockFrame, type BlockId, type Frame, parseBlockId } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import { batchFrames, type FrameBatch } from './frame-batches.js'

function idOf(number: number): BlockId {
  return parseBlockId(number.toString(16).padStart(64, '0'))
}

function frame(number: number, rawLength = 10, base?: number): BlockFrame {
  const bases = base === undefined ? [] : [{ blockId: idOf(base), offset: 0, length: 1 }]
  const encoding = base === undefined ? 'raw' : 'zstd_dictionary'
  const payload = new Uint8Array(1)
  return { kind: 'data', encoding, blockId: idOf(number), rawLength, bases, payload }
}

async function batches(frames: readonly Frame[], fault?: Error): Promise<FrameBatch[]> {
  async function* source() {
    yield* frames
    if (fault !== undefined) throw fault
  }
  const all: FrameBatch[] = []
  for await (const batch of batchFrames(source())) all.push(batch)
  return all
}

const sizes = (all: readonly FrameBatch[]) => all.map(({ frames }) => frames.length)

describe('batchFrames', () => {
  it('fills a batch up to its bytes and its number', async () => {
    expect(sizes(await batches([frame(1), frame(2), frame(3)]))).toEqual([3])
    const large = 1_500_000
    expect(sizes(await batches([frame(1, large), frame(2, large), frame(3)]))).toEqual([1, 2])
    const many = Array.from({ length: 2050 }, (_, i) => frame(i))
    expect(sizes(await batches(many))).toEqual([1024, 1024, 2])
  })

  it('puts a delta into a later batch than its base', async () => {
    expect(sizes(await batches([frame(1), frame(2, 10, 1), frame(3, 10, 2)]))).toEqual([1, 1, 1])
    expect(sizes(await batches([frame(1), frame(2, 10, 9)]))).toEqual([2])
  })

  it('hands on what came before a fault, and the fault', async () => {
    const fault = new Error('the line broke')
    expect(await batches([frame(1)], fault)).toEqual([{ frames: [frame(1)], fault }])
    expect(await batches([], fault)).toEqual([{ frames: [], fault }])
  })

  it('makes no batch of nothing', async () => {
    expect(await batches([{ kind: 'absent', blockId: idOf(1) }])).toEqual([])
  })
})
