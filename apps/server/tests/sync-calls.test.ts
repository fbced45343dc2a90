import { randomBytes } from 'node:crypto'
import { zstdCompressSync } from 'node:zlib'
import type { ChangesResponse, TreeResponse } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import { rawFrame } from './_blocks.js'
import { contentOf, putOf, signUp, TestDevice } from './_client.js'
import { startTestServer } from './_server.js'

describe('a device that syncs', () => {
  it('uploads, commits, reads the journal and gets the bytes back', async () => {
    const { server } = await startTestServer()
    const device = await TestDevice.add(server, await signUp(server))
    const space = await device.addSpace()
    const bytes = randomBytes(200_000)
    const frame = rawFrame(bytes)
    expect(await device.missing(space, [frame.blockId])).toEqual([frame.blockId])
    const { results } = await device.upload(space, [frame])
    expect(results).toEqual([{ blockId: frame.blockId, result: 'stored' }])
    expect(await device.missing(space, [frame.blockId])).toEqual([])
    const put = putOf(space, 'photo.raw', contentOf(frame.blockId, bytes.length))
    const committed = await device.commit(space, [put])
    expect(committed.results).toMatchObject([{ result: 'applied', nodeId: put.nodeId }])

    const tree = await device.get<TreeResponse>(`/v1/spaces/${space.spaceId}/tree`)
    expect(tree.nodes.map(({ name }) => name)).toContain('photo.raw')
    const path = `/v1/spaces/${space.spaceId}/changes?limit=10&cursor=${tree.cursor}`
    expect(await device.get<ChangesResponse>(path)).toMatchObject({ changes: [], more: false })
    const [read] = await device.read(space, [frame.blockId])
    expect(read).toMatchObject({ kind: 'data', encoding: 'raw', blockId: frame.blockId })
    expect(read?.kind === 'data' && Buffer.compare(read.payload, bytes)).toBe(0)
  })

  it('answers the same to the same operation again (E100)', async () => {
    const { server } = await startTestServer()
    const device = await TestDevice.add(server, await signUp(server))
    const space = await device.addSpace()
    const frame = rawFrame(Buffer.from('once'))
    await device.upload(space, [frame])
    const put = putOf(space, 'a', contentOf(frame.blockId, 4))
    const first = await device.commit(space, [put])
    expect(await device.commit(space, [put])).toEqual(first)
  })

  it('keeps the frames of a pack that ends early and says what happened', async () => {
    const { server } = await startTestServer()
    const device = await TestDevice.add(server, await signUp(server))
    const space = await device.addSpace()
    const frames = [rawFrame(randomBytes(3000)), rawFrame(randomBytes(3000))]
    const pack = device.pack(frames)
    const { status, body } = await device.sendPack(space, pack.subarray(0, 5000))
    expect(status).toBe(200)
    expect(body).toEqual({
      results: [{ blockId: frames[0]?.blockId, result: 'stored' }],
      error: 'pack_truncated',
    })
    const ids = frames.map(({ blockId }) => blockId)
    expect(await device.missing(space, ids)).toEqual([frames[1]?.blockId])
    const nothing = await device.sendPack(space, pack.subarray(0, 100))
    expect(nothing).toMatchObject({ status: 400, body: { error: 'pack_truncated' } })
    const damaged = Buffer.from(pack)
    damaged[4000] = (damaged[4000] ?? 0) ^ 1
    expect((await device.sendPack(space, damaged)).body).toMatchObject({ error: 'pack_corrupt' })
  })

  it('takes a delta over a block of the same pack and of the space', async () => {
    const { server } = await startTestServer()
    const device = await TestDevice.add(server, await signUp(server))
    const space = await device.addSpace()
    const old = randomBytes(30_000)
    const edited = Buffer.concat([old.subarray(0, 10_000), Buffer.from('!'), old.subarray(10_000)])
    const base = { blockId: rawFrame(old).blockId, offset: 0, length: old.length }
    const delta = {
      ...rawFrame(edited),
      encoding: 'zstd_dictionary' as const,
      bases: [base],
      payload: zstdCompressSync(edited, { dictionary: old }),
    }
    expect(delta.payload.length).toBeLessThan(200)
    const { results } = await device.upload(space, [rawFrame(old), delta])
    expect(results.map(({ result }) => result)).toEqual(['stored', 'stored'])
    const [read] = await device.read(space, [delta.blockId])
    expect(read?.kind === 'data' && Buffer.compare(read.payload, edited)).toBe(0)
  })

  it('refuses a block whose bytes are not what its id says and keeps the others (SEC-46)', async () => {
    const { server } = await startTestServer()
    const device = await TestDevice.add(server, await signUp(server))
    const space = await device.addSpace()
    const good = rawFrame(Buffer.from('good'))
    const forged = { ...rawFrame(Buffer.from('evil')), blockId: rawFrame(Buffer.from('x')).blockId }
    expect((await device.upload(space, [forged, good])).results).toEqual([
      { blockId: forged.blockId, result: 'rejected', error: 'block_hash_mismatch' },
      { blockId: good.blockId, result: 'stored' },
    ])
  })
})
