import { randomBytes } from 'node:crypto'
import {
  type BlockFrame,
  type BlockId,
  type BlockUploadResponse,
  type CommitResponse,
  encodeFrame,
  encodePackEnd,
  encodePackHeader,
  type FileContent,
  type Frame,
  type FrameChecksum,
  formatId,
  type NodeId,
  type Operation,
  type OpId,
  PACK_MEDIA_TYPE,
  PackDecoder,
  type RandomId,
  type Space,
} from '@tidemark/protocol'
import { loadFrameChecksum } from '../src/platform/frame-checksum.js'
import { rawFrame } from './_blocks.js'
import { PASSWORD } from './_server.js'

/** Where a server is; one in this process or one of its own. */
export interface ServerAddress {
  readonly url: string
  readonly setupCode: string | undefined
}

/** A fresh 128-bit id. */
export function newId<T extends RandomId>(): T {
  return formatId<T>(randomBytes(16))
}

/** What came back: the status and the body as JSON. */
export interface Answer {
  readonly status: number
  readonly body: unknown
  readonly headers: Headers
}

/** Calls the server over a real socket. */
export async function call(
  server: ServerAddress,
  method: string,
  path: string,
  {
    token,
    body,
    headers = {},
  }: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const response = await fetch(server.url + path, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text && JSON.parse(text), headers: response.headers }
}

async function must<T>(answer: Promise<Answer>): Promise<T> {
  const { status, body } = await answer
  if (status >= 300) throw new Error(`status ${status}: ${JSON.stringify(body)}`)
  return body as T // the test knows what it asked for
}

/** Makes the first account and signs in. */
export async function signUp(server: ServerAddress, login = 'ann'): Promise<string> {
  const code = server.setupCode
  await must(call(server, 'POST', '/v1/setup', { body: { code, login, password: PASSWORD } }))
  return signIn(server, login)
}

/** A session token. */
export async function signIn(server: ServerAddress, login: string): Promise<string> {
  const body = { login, password: PASSWORD }
  const { token } = await must<{ token: string }>(call(server, 'POST', '/v1/session', { body }))
  return token
}

/** A device at work: its token and calls. */
export class TestDevice {
  readonly server: ServerAddress
  readonly token: string
  readonly deviceId: string
  readonly checksum: FrameChecksum

  private constructor(
    server: ServerAddress,
    device: { token: string; deviceId: string },
    checksum: FrameChecksum,
  ) {
    this.server = server
    this.token = device.token
    this.deviceId = device.deviceId
    this.checksum = checksum
  }

  static async add(server: ServerAddress, session: string, name = 'laptop'): Promise<TestDevice> {
    const body = { name, platform: 'linux' }
    const answer = call(server, 'POST', '/v1/devices', { token: session, body })
    return new TestDevice(server, await must(answer), await loadFrameChecksum())
  }

  /** The same device, talking to the server that took over. */
  at(server: ServerAddress): TestDevice {
    return new TestDevice(server, this, this.checksum)
  }

  call(
    method: string,
    path: string,
    options: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    return call(this.server, method, path, { token: this.token, ...options })
  }

  get<T>(path: string): Promise<T> {
    return must<T>(this.call('GET', path))
  }

  post<T>(path: string, body: unknown): Promise<T> {
    return must<T>(this.call('POST', path, { body }))
  }

  addSpace(name = 'Files'): Promise<Space> {
    return this.post('/v1/spaces', { name })
  }

  /** The bytes of a pack of these frames. */
  pack(frames: readonly Frame[]): Buffer {
    const parts = frames.flatMap((frame) => encodeFrame(frame, this.checksum))
    const end = encodePackEnd(frames.length, this.checksum)
    return Buffer.concat([encodePackHeader(), ...parts, end])
  }

  /** Sends bytes as a pack. */
  async sendPack(space: Space, bytes: Uint8Array): Promise<Answer> {
    const response = await fetch(`${this.server.url}/v1/spaces/${space.spaceId}/blocks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token}`, 'content-type': PACK_MEDIA_TYPE },
      body: bytes,
    })
    return { status: response.status, body: await response.json(), headers: response.headers }
  }

  async upload(space: Space, frames: readonly BlockFrame[]): Promise<BlockUploadResponse> {
    return must(this.sendPack(space, this.pack(frames)))
  }

  async missing(space: Space, blockIds: readonly BlockId[]): Promise<BlockId[]> {
    const path = `/v1/spaces/${space.spaceId}/blocks/missing`
    return (await this.post<{ missing: BlockId[] }>(path, { blockIds })).missing
  }

  /** Frames that the server gives for these ids. */
  async read(space: Space, blockIds: readonly BlockId[]): Promise<Frame[]> {
    const response = await fetch(`${this.server.url}/v1/spaces/${space.spaceId}/blocks/read`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ blockIds }),
    })
    if (response.status !== 200) throw new Error(`status ${response.status}`)
    const decoder = new PackDecoder({ checksum: this.checksum, maxBytes: Number.POSITIVE_INFINITY })
    const frames = decoder.push(new Uint8Array(await response.arrayBuffer()))
    decoder.finish()
    return frames
  }

  commit(space: Space, operations: readonly Operation[]): Promise<CommitResponse> {
    const body = { epoch: space.epoch, operations }
    return this.post(`/v1/spaces/${space.spaceId}/commits`, body)
  }

  /** Uploads a file of one block and commits it. */
  async putFile(space: Space, name: string, bytes: Uint8Array): Promise<NodeId> {
    const frame = rawFrame(bytes)
    await this.upload(space, [frame])
    const put = putOf(space, name, contentOf(frame.blockId, bytes.length))
    const { results } = await this.commit(space, [put])
    if (results[0]?.result !== 'applied') throw new Error(JSON.stringify(results))
    return put.nodeId
  }
}

/** Content of a file that is one block. */
export function contentOf(root: BlockId, sizeBytes: number, depth = 0): FileContent {
  const cut = { profileId: 'fixed-1', hashId: 'sha256' }
  return { sizeBytes, root, depth, ...cut, mtimeNs: '0', executable: false }
}

/** An operation that makes a file in the root folder. */
export function putOf(
  space: Space,
  name: string,
  content: FileContent,
): Extract<Operation, { op: 'put' }> {
  return {
    op: 'put',
    opId: newId<OpId>(),
    nodeId: newId<NodeId>(),
    parentId: space.rootNodeId,
    name,
    base: null,
    content,
    onConflict: 'copy',
    copy: { nodeId: newId<NodeId>(), name: `${name} (conflicted copy)` },
  }
}
