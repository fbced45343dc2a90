import { randomBytes } from 'node:crypto'
import type { ChangesResponse, TreeResponse, UndoReport } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import { rawFrame } from './_blocks.js'
import { contentOf, newId, putOf, signUp, TestDevice } from './_client.js'
import { startTestServer } from './_server.js'

/** Two devices of one account and a space. */
async function twoDevices() {
  const { server } = await startTestServer()
  const session = await signUp(server)
  const laptop = await TestDevice.add(server, session)
  const phone = await TestDevice.add(server, session, 'phone')
  const space = await laptop.addSpace()
  return { laptop, phone, space, path: `/v1/spaces/${space.spaceId}/undo` }
}

describe('the call that undoes a device', () => {
  it('shows what it would do, and does it', async () => {
    const { laptop, phone, space, path } = await twoDevices()
    await laptop.putFile(space, 'mine', randomBytes(30))
    await phone.putFile(space, 'theirs', randomBytes(40))
    const whose = { deviceId: phone.deviceId, sinceMs: 0 }
    const shown = await laptop.post<UndoReport>(path, { ...whose, isPreview: true })
    expect(shown).toMatchObject({ counts: { trash: 1 }, isWhole: true, throughSeq: 3 })
    const { throughSeq } = shown
    const real = { ...whose, isPreview: false, throughSeq, undoId: newId() }
    expect(await laptop.post<UndoReport>(path, real)).toMatchObject({ counts: { trash: 1 } })
    expect(await laptop.post<UndoReport>(path, real)).toMatchObject({ counts: { trash: 0 } })
    const { nodes } = await laptop.get<TreeResponse>(`/v1/spaces/${space.spaceId}/tree`)
    expect(nodes.map(({ name }) => name)).toEqual(['', 'mine'])
  })

  it('takes no real undo without a preview', async () => {
    const { laptop, phone, path } = await twoDevices()
    const body = { deviceId: phone.deviceId, sinceMs: 0, isPreview: false }
    expect(await laptop.call('POST', path, { body })).toMatchObject({
      status: 400,
      body: { error: 'invalid_request' },
    })
  })
})

describe('the journal', () => {
  it('tells of a change what it has replaced', async () => {
    const { laptop, space } = await twoDevices()
    const nodeId = await laptop.putFile(space, 'a', randomBytes(30))
    const path = `/v1/spaces/${space.spaceId}`
    const { nodes, cursor } = await laptop.get<TreeResponse>(`${path}/tree`)
    const file = nodes.find((node) => node.nodeId === nodeId)
    if (file === undefined) throw new Error('the file is not there')
    const frame = rawFrame(randomBytes(31))
    await laptop.upload(space, [frame])
    const edit = {
      ...putOf(space, 'a', contentOf(frame.blockId, 31)),
      nodeId,
      base: file.contentRev,
    }
    await laptop.commit(space, [edit])
    await laptop.putFile(space, 'b', randomBytes(32))
    const { changes } = await laptop.get<ChangesResponse>(`${path}/changes?cursor=${cursor}`)
    const told = changes.map((change) => (change.type === 'upsert' ? change.before : 'other'))
    expect(told).toEqual([{ contentRev: file.contentRev }, null])
  })
})
