import { type BlockId, encodeListBlock, formatBlockId, listBlockBytes } from '@tidemark/protocol'
import { beforeEach, describe, expect, it } from 'vitest'
import { hashing, SpaceWorld, textContent } from './_server-world.js'

let world: SpaceWorld

beforeEach(async () => {
  world = await SpaceWorld.open()
})

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i)
const spaceBlocks = (ids: readonly BlockId[]) =>
  world.store.read((tx) => tx.findSpaceBlocks(world.spaceId, ids))

/** A list block of these entries, uploaded by device A. */
async function uploadList(level: number, entries: readonly [BlockId, number][]): Promise<BlockId> {
  const list = entries.map(([blockId, spanBytes]) => ({ blockId, spanBytes }))
  const bytes = encodeListBlock(level, list)
  const blockId = formatBlockId(hashing.sha256(bytes))
  world.blocks.set(blockId, bytes)
  const content = { ...textContent(), root: blockId, depth: 1, sizeBytes: bytes.length }
  await world.upload(world.a, content)
  return blockId
}

async function uploadData(text: string): Promise<BlockId> {
  const content = textContent(text)
  await world.upload(world.a, content)
  return content.root ?? formatBlockId(hashing.sha256(Buffer.from(text)))
}

describe('rights to blocks', () => {
  it('names the blocks that nobody uploaded, and takes the operation once they are there', async () => {
    const operation = world.put({})
    const first = await world.commit(world.a, operation)
    expect(first.results).toMatchObject([
      { result: 'blocks_missing', blockIds: [operation.content.root] },
    ])
    await world.upload(world.a, operation.content)
    const second = await world.commit(world.a, operation)
    expect(second.results).toMatchObject([{ result: 'applied' }])
  })

  it('does not take a block of another account, nor tells that it exists (SEC-41, SEC-42)', async () => {
    const stranger = await world.account('bob')
    const device = await world.device(stranger, 'Theirs')
    const secret = textContent()
    await world.upload(device, secret)
    const result = await world.commit(world.a, world.put({ content: secret }))
    const nowhere = await world.commit(world.a, world.put({ content: textContent() }))
    expect(result.results).toMatchObject([{ result: 'blocks_missing', blockIds: [secret.root] }])
    expect(nowhere.results).toMatchObject([{ result: 'blocks_missing' }])
  })

  it('does not take what another device of the account only uploaded (SEC-41)', async () => {
    const content = textContent()
    await world.upload(world.b, content)
    const result = await world.commit(world.a, world.put({ content }))
    expect(result.results).toMatchObject([{ result: 'blocks_missing' }])
  })

  it('does not check one content and apply another under the same operation id (SEC-41)', async () => {
    const mine = textContent()
    await world.upload(world.a, mine)
    const foreign = world.put({ name: 'foreign' })
    const own = world.put({ name: 'own', content: mine, opId: foreign.opId })
    for (const operations of [
      [foreign, own],
      [own, foreign],
    ]) {
      await expect(world.commit(world.a, ...operations)).rejects.toMatchObject({
        code: 'invalid_request',
      })
    }
    expect(await world.paths()).toEqual([])
  })

  it('takes from the space without any upload, by sessions as well', async () => {
    const file = await world.file(world.a, 'a')
    const content = file.content ?? textContent()
    for (const caller of [world.b, world.session]) {
      const name = `copy by ${caller.kind}`
      const { results } = await world.commit(caller, world.put({ name, content }))
      expect(results).toMatchObject([{ result: 'applied' }])
    }
  })

  it('does not take an upload that lies longer back than its pin', async () => {
    const content = textContent()
    await world.upload(world.a, content)
    world.clock.ms += 24 * 3_600_000
    const { results } = await world.commit(world.a, world.put({ content }))
    expect(results).toMatchObject([{ result: 'blocks_missing' }])
  })

  it('needs no blocks for an empty file (PS222)', async () => {
    const { results } = await world.commit(world.a, world.put({ content: textContent('') }))
    expect(results).toMatchObject([{ result: 'applied' }])
  })
})

describe('trees of blocks', () => {
  it('are verified though the space holds the root as the data of a file (I8)', async () => {
    const absent = textContent('never uploaded')
    if (absent.root === null) throw new Error('no root')
    const root = await uploadList(1, [[absent.root, absent.sizeBytes]])
    const listBytes = world.blocks.get(root)?.length ?? 0
    const asData = { ...textContent(), root, depth: 0, sizeBytes: listBytes }
    expect(await world.one(world.a, world.put({ content: asData }))).toMatchObject({
      result: 'applied',
    })
    const asList = { ...absent, root, depth: 1 }
    const { results } = await world.commit(world.a, world.put({ name: 'b', content: asList }))
    expect(results).toMatchObject([{ result: 'blocks_missing', blockIds: [absent.root] }])
  })

  it('are verified whole and belong to the space from then on', async () => {
    const content = await world.uploadTree(world.a, numbers(5000))
    expect(content.depth).toBeGreaterThan(1)
    const { results } = await world.commit(world.a, world.put({ content }))
    expect(results).toMatchObject([{ result: 'applied' }])
    const data = formatBlockId(hashing.sha256(Buffer.from('block 4999')))
    expect((await spaceBlocks([data, ...world.blocks.keys()])).size).toBe(1 + world.blocks.size)
  })

  it('cost only what changed when most of the tree is known', async () => {
    const content = await world.uploadTree(world.a, numbers(20_000))
    const file = await world.nodeOf(await world.one(world.a, world.put({ content })))
    const changed = numbers(20_000).map((n) => (n === 10_000 ? -1 : n))
    const next = await world.uploadTree(world.a, changed)
    world.reads.length = 0
    const edit = world.put({ nodeId: file.nodeId, base: file.contentRev, content: next })
    expect(await world.one(world.a, edit)).toMatchObject({ result: 'applied' })
    // The list blocks of the first two levels, and those below them that are new.
    const total = world.blocks.size
    expect(world.reads.length).toBeLessThan(total)
    world.reads.length = 0
    await world.one(world.b, world.put({ name: 'copy', content: next }))
    expect(world.reads).toEqual([next.root])
  })

  it('are walked whole while blocks are swept (P13, I8, PS224)', async () => {
    const content = await world.uploadTree(world.a, numbers(5000))
    await world.one(world.a, world.put({ content }))
    const generation = await world.store.write((tx) => tx.beginSweep(world.a.accountId))
    await world.store.write((tx) => tx.removeExpiredGrants(Number.MAX_SAFE_INTEGER))
    const again = world.put({ name: 'again', content })
    expect(await world.one(world.a, again)).toMatchObject({ result: 'applied' })
    const all = [...numbers(5000)].map((n) =>
      formatBlockId(hashing.sha256(Buffer.from(`block ${n}`))),
    )
    const removed = await world.store.write((tx) =>
      tx.removeBlocks(world.a.accountId, all, generation, world.clock.ms),
    )
    expect(removed).toEqual([])
  })

  it('are walked again when a sweep came between the look and the commit (I8)', async () => {
    const content = await world.uploadTree(world.a, numbers(100))
    const put = world.put({ content })
    const { contentRev } = await world.nodeOf(await world.one(world.a, put))
    await world.store.withSpaceLock(world.spaceId, (tx) => tx.removeRevisions([contentRev]))
    const { accountId } = world.a
    const data = numbers(100).map((n) => formatBlockId(hashing.sha256(Buffer.from(`block ${n}`))))
    const unused = [...data, ...world.blocks.keys()]
    const { readListBlock } = world.listBlocks
    let isSwept = false
    world.listBlocks.readListBlock = async (account, blockId) => {
      // The space held the list a moment ago, so the walk would trust it; a pin keeps it alone.
      if (!isSwept) await sweepAllBut(content.root)
      isSwept = true
      return readListBlock(account, blockId)
    }
    const sweepAllBut = async (pinned: BlockId | null) => {
      const deviceId = world.a.deviceId ?? world.id()
      await world.store.write(async (tx) => {
        await tx.removeExpiredGrants(Number.MAX_SAFE_INTEGER)
        if (pinned) await tx.grantBlocks(world.spaceId, deviceId, [pinned], world.clock.ms + 1)
        const generation = await tx.beginSweep(accountId)
        await tx.removeBlocks(accountId, unused, generation, world.clock.ms)
        await tx.endSweep(accountId, generation)
      })
    }
    const { results } = await world.commit(world.a, world.put({ name: 'again', content }))
    expect(results).toMatchObject([{ result: 'blocks_missing' }])
  })

  it('are refused when sizes do not add up (SEC-47)', async () => {
    const content = await world.uploadTree(world.a, numbers(100))
    for (const sizeBytes of [content.sizeBytes - 1, content.sizeBytes + 1, 1]) {
      const put = world.put({ content: { ...content, sizeBytes } })
      const { results } = await world.commit(world.a, put)
      expect(results).toMatchObject([{ result: 'rejected', error: 'content_invalid' }])
    }
  })

  it('are refused when a data block is not as long as its list says (SEC-47)', async () => {
    const data = await uploadData('0123456789')
    const root = await uploadList(1, [[data, 4_000_000]])
    const content = { ...textContent(), root, depth: 1, sizeBytes: 4_000_000 }
    expect(await world.one(world.a, world.put({ content }))).toMatchObject({
      error: 'content_invalid',
    })
  })

  it('are refused when one block of a file is not as long as the file (SEC-47)', async () => {
    const root = await uploadData('0123456789')
    for (const sizeBytes of [9, 11, 5_000_000, 0]) {
      const content = { ...textContent(), root, sizeBytes }
      const { results } = await world.commit(world.a, world.put({ content }))
      expect(results).toMatchObject([{ error: 'content_invalid' }])
    }
  })

  it('are refused when the root is no list block, or of another level (SEC-47)', async () => {
    const data = await uploadData('0123456789')
    const list = await uploadList(1, [[data, 10]])
    world.blocks.set(data, Buffer.from('0123456789'))
    for (const [root, depth] of [
      [data, 1],
      [list, 2],
    ] as const) {
      const content = { ...textContent(), root, depth, sizeBytes: 10 }
      const { results } = await world.commit(world.a, world.put({ content }))
      expect(results).toMatchObject([{ error: 'content_invalid' }])
    }
  })

  it('are refused under another hash than the one of this protocol', async () => {
    const content = { ...textContent(), hashId: 'md5' }
    expect(await world.one(world.a, world.put({ content }))).toMatchObject({
      error: 'content_invalid',
    })
  })

  it('decode a list that is named again and again once (SEC-47)', async () => {
    const data = await uploadData('x')
    let root = await uploadList(
      1,
      Array.from({ length: 2000 }, () => [data, 1] as const),
    )
    let sizeBytes = 2000
    for (const level of [2, 3]) {
      const child = root
      const span = sizeBytes
      root = await uploadList(
        level,
        Array.from({ length: 100 }, () => [child, span] as const),
      )
      sizeBytes *= 100
    }
    world.reads.length = 0
    const content = { ...textContent(), root, depth: 3, sizeBytes }
    expect(await world.one(world.a, world.put({ content }))).toMatchObject({ result: 'applied' })
    expect(world.reads).toHaveLength(3)
    expect(listBlockBytes(2000)).toBeGreaterThan(0)
  })

  it('name a list block that cannot be read as missing', async () => {
    const content = await world.uploadTree(world.a, numbers(100))
    world.blocks.clear()
    const { results } = await world.commit(world.a, world.put({ content }))
    expect(results).toMatchObject([{ result: 'blocks_missing', blockIds: [content.root] }])
  })
})
