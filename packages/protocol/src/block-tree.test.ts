import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockIdOf, sha256 } from './_frames.js'
import { type BlockTree, BlockTreeBuilder, type BuiltListBlock } from './block-tree.js'
import { type BlockId, formatBlockId } from './ids.js'
import { MAX_BLOCK_BYTES, MAX_LIST_ENTRIES } from './limits.js'
import { decodeListBlock, type ListEntry } from './list-block.js'

/** A tree with all its list blocks in the order in which they came. */
interface Built extends BlockTree {
  readonly order: readonly BuiltListBlock[]
}

function build(leaves: readonly ListEntry[]): Built {
  const builder = new BlockTreeBuilder(sha256)
  const early = leaves.flatMap(({ blockId, spanBytes }) => builder.add(blockId, spanBytes))
  const tree = builder.finish()
  return { ...tree, order: [...early, ...tree.listBlocks] }
}

/** Leaves below the root, read back through the list blocks, whose levels and spans are checked. */
function readLeaves(tree: Built): ListEntry[] {
  const blocks = new Map(tree.order.map(({ blockId, bytes }) => [blockId, bytes]))
  const descend = (entry: ListEntry, depth: number): ListEntry[] => {
    if (depth === 0) return [entry]
    const block = decodeListBlock(blocks.get(entry.blockId) ?? new Uint8Array(0))
    expect(block.level).toBe(depth)
    expect(block.spanBytes).toBe(entry.spanBytes)
    return block.entries.flatMap((child) => descend(child, depth - 1))
  }
  if (tree.root === null) return []
  return descend({ blockId: tree.root, spanBytes: tree.sizeBytes }, tree.depth)
}

function leaf(seed: string | number): ListEntry {
  return { blockId: blockIdOf(`leaf ${seed}`), spanBytes: 1000 + (String(seed).length % 7) }
}

function leaves(count: number): ListEntry[] {
  return Array.from({ length: count }, (_, index) => leaf(index))
}

/** Runs of blocks: some all different, some one block repeated (holes). */
const anyLeaves = fc
  .array(fc.record({ seed: fc.nat(1000), count: fc.nat(900), isHole: fc.boolean() }), {
    maxLength: 6,
  })
  .map((runs) =>
    runs.flatMap(({ seed, count, isHole }) =>
      Array.from({ length: count }, (_, index) => leaf(isHole ? seed : `${seed}-${index}`)),
    ),
  )

describe('BlockTreeBuilder', () => {
  it('has no root for an empty file', () => {
    expect(build([])).toMatchObject({ root: null, depth: 0, sizeBytes: 0, order: [] })
  })

  it('takes a single data block as the root', () => {
    const only = leaf(1)
    expect(build([only])).toMatchObject({
      root: only.blockId,
      depth: 0,
      sizeBytes: only.spanBytes,
      order: [],
    })
  })

  it('puts two data blocks under one list block', () => {
    const tree = build(leaves(2))
    expect(tree.depth).toBe(1)
    expect(tree.order.map(({ blockId }) => blockId)).toEqual([tree.root])
  })

  it('gives back every leaf in order, with ids that are the hashes of the list blocks', () => {
    fc.assert(
      fc.property(anyLeaves, (entries) => {
        const tree = build(entries)
        expect(readLeaves(tree)).toEqual(entries)
        expect(tree.sizeBytes).toBe(entries.reduce((sum, { spanBytes }) => sum + spanBytes, 0))
        for (const { blockId, bytes } of tree.order) {
          expect(formatBlockId(sha256(bytes))).toBe(blockId)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('ends at one root of more than one child, children before parents', () => {
    fc.assert(
      fc.property(anyLeaves, (entries) => {
        fc.pre(entries.length > 1)
        const tree = build(entries)
        const root = tree.order.at(-1)
        expect(root?.blockId).toBe(tree.root)
        expect(decodeListBlock(root?.bytes ?? new Uint8Array(0)).entries.length).toBeGreaterThan(1)
        const known = new Set<BlockId>()
        for (const { blockId, bytes } of tree.order) {
          const { level, entries } = decodeListBlock(bytes)
          if (level > 1) for (const child of entries) expect(known).toContain(child.blockId)
          known.add(blockId)
        }
      }),
      { numRuns: 40 },
    )
  })

  it.each([64, 65, 2048, 2049, 4096, 64 * 64 + 1])(
    'terminates for %d copies of one block, whether its id cuts or not',
    (count) => {
      const cuts = formatBlockId(new Uint8Array(32))
      const never = formatBlockId(new Uint8Array(32).fill(0xff))
      for (const blockId of [cuts, never]) {
        const entries = Array<ListEntry>(count).fill({ blockId, spanBytes: 7 })
        expect(readLeaves(build(entries))).toEqual(entries)
      }
    },
  )

  it('keeps list blocks between their bounds and near 256 entries on average', () => {
    const sizes = build(leaves(60_000))
      .order.map(({ bytes }) => decodeListBlock(bytes))
      .filter(({ level }) => level === 1)
      .map(({ entries }) => entries.length)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_LIST_ENTRIES)
    expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThanOrEqual(64)
    const average = 60_000 / sizes.length
    expect(average).toBeGreaterThan(200)
    expect(average).toBeLessThan(320)
  })

  it('sends few list blocks again after an edit, an insert or a removal anywhere', () => {
    const entries = leaves(20_000)
    const before = new Set(build(entries).order.map(({ blockId }) => blockId))
    fc.assert(
      fc.property(fc.nat(19_999), fc.nat(3), fc.nat(3), (at, removed, added) => {
        const fresh = Array.from({ length: added }, (_, index) => leaf(`new ${at} ${index}`))
        const after = build(entries.toSpliced(at, removed, ...fresh))
        const changed = after.order.filter(({ blockId }) => !before.has(blockId))
        expect(before.size).toBeGreaterThan(60)
        expect(changed.length).toBeLessThanOrEqual(8)
      }),
      { numRuns: 40 },
    )
  })

  it.each([0, -1, 1.5, MAX_BLOCK_BYTES + 1, Number.NaN])('refuses a block of %d bytes', (size) => {
    expect(() => new BlockTreeBuilder(sha256).add(blockIdOf('a'), size)).toThrow(RangeError)
  })
})
