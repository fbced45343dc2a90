import { randomBytes } from 'node:crypto'
import type { ConflictList, ConflictRecord, RevisionList, Space } from '@tidemark/protocol'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { initial } from '../src/storage/sqlite/migrations/001-initial.js'
import { listsAndAges } from '../src/storage/sqlite/migrations/002-lists-and-ages.js'
import { migrate } from '../src/storage/sqlite/migrations/migrations.js'
import { rawFrame } from './_blocks.js'
import { contentOf, putOf, signUp, TestDevice } from './_client.js'
import { startTestServer } from './_server.js'

/** A device and a space with one open conflict. */
async function openConflict() {
  const { server } = await startTestServer()
  const device = await TestDevice.add(server, await signUp(server))
  const space = await device.addSpace()
  const nodeId = await device.putFile(space, 'a', randomBytes(50))
  const frame = rawFrame(randomBytes(60))
  await device.upload(space, [frame])
  const put = putOf(space, 'a', contentOf(frame.blockId, 60))
  const { results } = await device.commit(space, [put])
  expect(results).toMatchObject([{ result: 'conflict', reason: 'name' }])
  return { device, space, nodeId, conflicts: `/v1/spaces/${space.spaceId}/conflicts` }
}

async function sizes(device: TestDevice, space: Space, nodeId: string): Promise<number[]> {
  const path = `/v1/spaces/${space.spaceId}/nodes/${nodeId}/revisions`
  const { revisions } = await device.get<RevisionList>(path)
  return revisions.map(({ sizeBytes }) => sizeBytes)
}

describe('the calls about conflicts', () => {
  it('settle one, list it as resolved, and open it again', async () => {
    const { device, space, nodeId, conflicts } = await openConflict()
    const [open] = (await device.get<ConflictList>(conflicts)).conflicts
    const path = `${conflicts}/${open?.record.conflictId}`
    const seen = { base: open?.contentRev, copyBase: open?.copyContentRev }
    await device.post(`${path}/resolution`, { choice: 'copy', ...seen })
    expect(await sizes(device, space, nodeId)).toEqual([60, 50])
    expect(await device.get(conflicts)).toEqual({ conflicts: [] })
    const resolved = await device.get<ConflictList>(`${conflicts}?state=resolved`)
    expect(resolved.conflicts).toMatchObject([{ record: { resolution: { choice: 'copy' } } }])
    const { record } = await must<{ record: ConflictRecord }>(device.call('POST', `${path}/undo`))
    expect(record.resolution).toBeNull()
    expect(await sizes(device, space, nodeId)).toEqual([50, 60, 50])
    expect(await device.get(`${conflicts}?state=resolved`)).toEqual({ conflicts: [] })
  })

  it('refuse to replace what the caller has not seen', async () => {
    const { device, conflicts } = await openConflict()
    const [open] = (await device.get<ConflictList>(conflicts)).conflicts
    const path = `${conflicts}/${open?.record.conflictId}/resolution`
    const body = { choice: 'copy', base: open?.copyContentRev }
    expect(await device.call('POST', path, { body })).toMatchObject({
      status: 409,
      body: { error: 'content_changed' },
    })
  })

  it('refuse states and pages that there are not', async () => {
    const { device, conflicts } = await openConflict()
    for (const query of ['?state=all', '?state=resolved&page=x', '?limit=1']) {
      expect(await device.call('GET', conflicts + query)).toMatchObject({ status: 400 })
    }
  })
})

describe('an older database', () => {
  it('lists the conflicts that were resolved before by their time', () => {
    const database = new Database(':memory:')
    const before = [...initial.statements, ...listsAndAges.statements]
    for (const statement of before) database.exec(statement)
    database.pragma('user_version = 2')
    database.pragma('foreign_keys = OFF')
    const insert = database.prepare('INSERT INTO conflict VALUES (NULL, ?, ?, ?, ?)')
    insert.run(Buffer.alloc(16), Buffer.alloc(16, 1), 0, '{"resolution":{"atMs":77}}')
    insert.run(Buffer.alloc(16), Buffer.alloc(16, 2), 1, '{"resolution":null}')
    migrate(database, () => undefined)
    const rows = database.prepare('SELECT resolved_at_ms FROM conflict ORDER BY ordinal').all()
    expect(rows).toEqual([{ resolved_at_ms: 77 }, { resolved_at_ms: null }])
    database.close()
  })
})

async function must<T>(answer: ReturnType<TestDevice['call']>): Promise<T> {
  const { status, body } = await answer
  expect(status).toBe(200)
  return body as T // the test knows what it asked for
}
