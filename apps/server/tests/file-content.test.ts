import { createHash, randomBytes } from 'node:crypto'
import { type BlockFrame, BlockTreeBuilder, type NodeId, type Space } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import { rawFrame } from './_blocks.js'
import { contentOf, newId, putOf, signUp, TestDevice } from './_client.js'
import { startTestServer } from './_server.js'

const BLOCK_BYTES = 1000

/** Uploads `bytes` in blocks of 1,000 bytes under list blocks and commits them as a file. */
async function putTree(device: TestDevice, space: Space, bytes: Buffer): Promise<NodeId> {
  const builder = new BlockTreeBuilder((part) => createHash('sha256').update(part).digest())
  const frames = new Map<string, BlockFrame>()
  const lists: { bytes: Uint8Array }[] = []
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
    const frame = rawFrame(bytes.subarray(at, at + BLOCK_BYTES))
    frames.set(frame.blockId, frame)
    lists.push(...builder.add(frame.blockId, frame.rawLength))
  }
  const tree = builder.finish()
  for (const list of [...lists, ...tree.listBlocks]) {
    const frame: BlockFrame = { ...rawFrame(list.bytes), kind: 'list' }
    frames.set(frame.blockId, frame)
  }
  const all = [...frames.values()]
  for (let i = 0; i < all.length; i += 4000) await device.upload(space, all.slice(i, i + 4000))
  if (tree.root === null) throw new Error('no content')
  const put = putOf(space, 'naïve "file".bin', contentOf(tree.root, bytes.length, tree.depth))
  const { results } = await device.commit(space, [put])
  if (results[0]?.result !== 'applied') throw new Error(JSON.stringify(results))
  return put.nodeId
}

async function open(bytes: Buffer) {
  const { server } = await startTestServer()
  const device = await TestDevice.add(server, await signUp(server))
  const space = await device.addSpace()
  const nodeId = await putTree(device, space, bytes)
  const url = `${server.url}/v1/spaces/${space.spaceId}/files/${nodeId}/content`
  const get = async (headers: Record<string, string> = {}) => {
    const authorization = `Bearer ${device.token}`
    const response = await fetch(url, { headers: { authorization, ...headers } })
    return Object.assign(response, { content: Buffer.from(await response.arrayBuffer()) })
  }
  return { device, space, nodeId, get }
}

describe('file content', () => {
  const bytes = randomBytes(700_300)

  it('comes whole through a tree of blocks, with its length and a strong ETag', async () => {
    const { get } = await open(bytes)
    const response = await get()
    expect(response.status).toBe(200)
    expect(response.headers.get('content-length')).toBe(String(bytes.length))
    expect(response.headers.get('etag')).toMatch(/^"[0-9a-f]{32}"$/)
    expect(Buffer.compare(response.content, bytes)).toBe(0)
  })

  it('is saved under its name and never shown by a browser (SEC-104)', async () => {
    const { get } = await open(randomBytes(10))
    const { headers } = await get()
    expect(headers.get('content-disposition')).toBe(
      'attachment; filename="na_ve _file_.bin"; filename*=UTF-8\'\'na%C3%AFve%20%22file%22.bin',
    )
    expect(headers.get('content-type')).toBe('application/octet-stream')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toContain('sandbox')
  })

  it('comes in parts', async () => {
    const { get } = await open(bytes)
    const parts: [string, number, number][] = [
      ['bytes=0-0', 0, 1],
      ['bytes=999-1000', 999, 1001],
      ['bytes=300500-', 300_500, bytes.length],
      ['bytes=-10', bytes.length - 10, bytes.length],
      ['bytes=700000-9999999', 700_000, bytes.length],
    ]
    for (const [range, start, end] of parts) {
      const response = await get({ range })
      expect(response.status).toBe(206)
      const contentRange = `bytes ${start}-${end - 1}/${bytes.length}`
      expect(response.headers.get('content-range')).toBe(contentRange)
      expect(Buffer.compare(response.content, bytes.subarray(start, end))).toBe(0)
    }
    expect((await get({ range: `bytes=${bytes.length}-` })).status).toBe(416)
    expect((await get({ range: 'bytes=5-1' })).status).toBe(200)
    expect((await get({ range: 'bytes=0-1,5-6' })).status).toBe(200)
  })

  it('is not sent to who has it, and a part only while it is the same version', async () => {
    const { get } = await open(randomBytes(2500))
    const etag = (await get()).headers.get('etag') ?? ''
    expect((await get({ 'if-none-match': etag })).status).toBe(304)
    expect((await get({ range: 'bytes=0-4', 'if-range': etag })).status).toBe(206)
    expect((await get({ range: 'bytes=0-4', 'if-range': '"other"' })).status).toBe(200)
  })

  it('does not exist for a folder, an unknown node or an unknown version', async () => {
    const { device, space, nodeId } = await open(randomBytes(10))
    const of = (node: string, query = '') =>
      device.call('GET', `/v1/spaces/${space.spaceId}/files/${node}/content${query}`)
    expect(await of(space.rootNodeId)).toMatchObject({ body: { error: 'node_kind' } })
    expect(await of(newId())).toMatchObject({ status: 404, body: { error: 'node_missing' } })
    expect(await of(nodeId, `?revision=${newId()}`)).toMatchObject({
      status: 404,
      body: { error: 'revision_missing' },
    })
  })
})
