import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError, type NodeId, parseId, type RevisionId, type SpaceId } from '@tidemark/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ByteAnswer } from '../adapters/remote-http/server-client.js'
import { MAX_VERSION_BYTES, VersionCache } from './version-cache.js'

let directory = ''
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidemark-versions-'))
})
afterAll(async () => {
  await rm(directory, { recursive: true, force: true })
})

const never = new AbortController().signal
const HOUR_MS = 3_600_000

function request(digits: string) {
  return {
    spaceId: parseId<SpaceId>('ab'.repeat(16)),
    nodeId: parseId<NodeId>('cd'.repeat(16)),
    revisionId: parseId<RevisionId>(digits.repeat(16)),
  }
}

/** A server with one content. */
function serving(answer: Partial<ByteAnswer> & { readonly text?: string }) {
  const { text = 'the content', ...rest } = answer
  const state = { asked: 0, discarded: 0 }
  const body = async function* () {
    yield Buffer.from(text)
  }
  const openBytes = async () => {
    state.asked++
    const discard = () => void state.discarded++
    return { sizeBytes: text.length, body: body(), discard, ...rest }
  }
  return { state, openBytes }
}

test('a version is fetched once, into a file of this user alone', async () => {
  const cache = new VersionCache(join(directory, 'once'), Date.now)
  const server = serving({})
  const both = await Promise.all([1, 2].map(() => cache.fetch(server, request('01'), never)))
  const again = await cache.fetch(server, request('01'), never)
  expect(server.state.asked).toBe(1)
  expect(both).toEqual([again, again])
  expect(await readFile(again.path, 'utf8')).toBe('the content')
  expect((await stat(again.path)).mode & 0o777).toBe(0o600)
  expect((await stat(join(directory, 'once'))).mode & 0o777).toBe(0o700)
})

test('a version that is too large to look at is refused before a byte of it is read', async () => {
  const cache = new VersionCache(join(directory, 'large'), Date.now)
  const server = serving({ sizeBytes: MAX_VERSION_BYTES + 1 })
  const refused = cache.fetch(server, request('02'), never)
  await expect(refused).rejects.toMatchObject({ code: 'version_too_large' })
  expect(server.state.discarded).toBe(1)
  expect(await readdir(join(directory, 'large'))).toEqual([])
})

test('half a version leaves nothing that could be taken for all of it', async () => {
  const path = join(directory, 'half')
  const cache = new VersionCache(path, Date.now)
  const body = async function* () {
    yield Buffer.from('the con')
    throw new AppError('server_unreachable')
  }
  const broken = cache.fetch(serving({ body: body() }), request('03'), never)
  await expect(broken).rejects.toMatchObject({ code: 'server_unreachable' })
  expect(await readdir(path)).toEqual([])
  expect((await cache.fetch(serving({}), request('03'), never)).sizeBytes).toBe(11)
})

test('after a day a version goes, and what a kill left half goes at once', async () => {
  const path = join(directory, 'swept')
  let nowMs = Date.now()
  const cache = new VersionCache(path, () => nowMs)
  const kept = await cache.fetch(serving({}), request('04'), never)
  await writeFile(`${kept.path}.part`, 'half')
  const atS = (nowMs - 23 * HOUR_MS) / 1000
  await utimes(kept.path, atS, atS)
  await cache.sweep()
  expect(await readdir(path)).toHaveLength(1)
  nowMs += 2 * HOUR_MS
  await cache.sweep()
  expect(await readdir(path)).toEqual([])
})
