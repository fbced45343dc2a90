import { AppError, type ErrorCode, formatId, type NodeId, type RelPath } from '@tidemark/protocol'
import { SegmentMissingError } from '@tidemark/server-core'
import type { Remote } from '@tidemark/sync-engine'
import { describe, expect, it } from 'vitest'
import { MemoryStateStore, type RemoteCall, trashContents } from '../../src/index.js'
import type { Computer } from './_computer.js'
import { withCall } from './_remote.js'
import { expectEnd, makeOffice, type Office, syncAll } from './_scenario.js'

const START = { 'a/x': '1', b: '2', c: '3' }

/** Fails the calls that `isMeant` picks, until the result is called. */
function failing(
  { remote }: Computer,
  code: ErrorCode,
  isMeant: (call: RemoteCall) => boolean,
): () => number {
  let count = 0
  remote.onCall = (call) => {
    if (!isMeant(call)) return
    count++
    throw new AppError(code)
  }
  return () => {
    remote.onCall = () => undefined
    return count
  }
}

async function changeBothSides({ here, there }: Office): Promise<void> {
  here.disk.write('mine', 'm')
  there.disk.write('theirs', 't')
  there.disk.write('b', 'edited there')
  await there.sync()
}

const CHANGED = { 'a/x': '1', b: 'edited there', c: '3', mine: 'm', theirs: 't' }

const CODES = [
  ...(['server_unreachable', 'server_unexpected', 'unavailable', 'rate_limited'] as const),
  ...(['internal', 'unauthorized', 'not_found', 'version_unsupported'] as const),
  ...(['server_changed', 'pack_truncated'] as const),
] satisfies ErrorCode[]

describe('a server that answers a listing with an error', () => {
  it.each(CODES)(
    '%s: nothing is deleted, and all goes on after it (PS216, E105, E107, E109)',
    async (code) => {
      const office = await makeOffice(START)
      const { here } = office
      await changeBothSides(office)
      const heal = failing(here, code, ({ name }) => name === 'listChanges')
      await here.turnOn()
      await here.rest()
      expect(here.tree()).toMatchObject({ 'a/x': '1', b: '2', c: '3', mine: 'm' })
      expect(trashContents(here.disk)).toEqual({})
      expect(['offline', 'stopped']).toContain(here.engine.status().state)
      expect(heal()).toBeGreaterThan(0)
      here.engine.resume()
      await here.rest()
      await here.turnOff()
      await expectEnd(office, CHANGED)
    },
  )

  it.each(CODES)('%s at a first listing: the same (PS216, E105, P8)', async (code) => {
    const office = await makeOffice(START)
    const { here } = office
    await changeBothSides(office)
    here.loseState()
    const heal = failing(here, code, ({ name }) => name === 'listTree')
    await expect(here.sync()).rejects.toThrow(AppError)
    expect(heal()).toBeGreaterThan(0)
    expect(Object.keys(here.contents()).length).toBeGreaterThanOrEqual(4)
    await syncAll(office)
    const texts = Object.values(office.there.contents())
    expect(texts).toEqual(expect.arrayContaining(['1', '2', '3', 'm', 't', 'edited there']))
    expect(trashContents(here.disk)).not.toContain('m')
  })
})

describe('a listing that leaves things out', () => {
  it('is merged, whatever it lacks: absence is no deletion (E105, PS216, I14)', async () => {
    let isLying = false
    const adjustHere = ({ remote, ...deps }: { remote: Remote }) => ({
      ...deps,
      remote: withCall(remote, 'listTree', async (listTree, ...args) => {
        const page = await listTree(...args)
        if (!isLying) return page
        return { ...page, nodes: page.nodes.filter(({ parentId }) => parentId === null) }
      }),
    })
    const office = await makeOffice(START, { adjustHere: adjustHere as never })
    const { here } = office
    isLying = true
    here.loseState()
    await here.sync()
    isLying = false
    await expectEnd(office, START)
  })

  it('that names deleted what nobody knows deletes nothing else (E105)', async () => {
    const stranger = formatId<NodeId>(new Uint8Array(16).fill(7))
    const adjustHere = ({ remote, ...deps }: { remote: Remote }) => ({
      ...deps,
      remote: withCall(remote, 'listTree', async (listTree, ...args) => {
        return { ...(await listTree(...args)), deletedNodeIds: [stranger] }
      }),
    })
    const office = await makeOffice(START, { adjustHere: adjustHere as never })
    office.here.loseState()
    await expectEnd(office, START)
  })
})

const CALLS = ['listChanges', 'findMissing', 'uploadBlocks', 'readBlocks', 'commit'] as const

describe('a connection that breaks once', () => {
  const all = CALLS.flatMap((name) => [
    [name, 'request', 'running'] as const,
    [name, 'response', 'running'] as const,
    [name, 'request', 'stopped'] as const,
    [name, 'response', 'stopped'] as const,
  ])

  it.each(all)(
    'at %s, with its %s lost, then %s: no second version and no copy (PS211, PS221, E100, E101)',
    async (name, moment, then) => {
      const office = await makeOffice({ ...START, 'd/old': 'moved' })
      const { here, there, server, space } = office
      await changeBothSides(office)
      here.disk.rename('d', 'e')
      here.disk.remove('c')
      let isBroken = false
      here.remote.onCall = (call) => {
        if (isBroken || call.name !== name || call.moment !== moment) return
        isBroken = true
        throw new AppError('server_unreachable')
      }
      await here.turnOn()
      if (then === 'stopped') {
        await here.turnOff()
        here.restart()
        await here.turnOn()
      }
      await here.rest()
      await here.turnOff()
      expect(isBroken).toBe(true)
      const end = { 'a/x': '1', b: 'edited there', 'e/old': 'moved', mine: 'm', theirs: 't' }
      await expectEnd(office, end)
      const { nodeId } = nodeAt(there, 'mine')
      const rows = await server.metadata.read((tx) => tx.listRevisionPage(space.spaceId, '', 999))
      expect(rows.filter((row) => row.nodeId === nodeId)).toHaveLength(1)
    },
  )
})

function nodeAt({ store }: Computer, name: string) {
  const root = store.remote.root()
  const node = root && store.remote.childrenByKey(root.nodeId, name)[0]
  if (node === undefined) throw new Error(`no ${name}`)
  return node
}

describe('a server that lost what was uploaded', () => {
  it.each(['running', 'stopped'])(
    'is sent it again, once it says so (PS213), %s',
    async (state) => {
      let lost = 0
      const adjustHere = ({ remote, ...deps }: { remote: Remote }) => ({
        ...deps,
        remote: withCall(remote, 'uploadBlocks', async (uploadBlocks, blocks, signal) => {
          if (lost++ > 0) return uploadBlocks(blocks, signal)
          return { stored: blocks.map(({ blockId }) => blockId), rejected: [] }
        }),
      })
      const office = await makeOffice({}, { adjustHere: adjustHere as never })
      const { here } = office
      if (state === 'running') await here.turnOn()
      await here.act(['write', 'a', 'text'])
      if (state === 'running') await here.rest()
      await here.turnOff()
      here.restart()
      await expectEnd(office, { a: 'text' })
      expect(lost).toBeGreaterThan(1)
    },
  )
})

describe('a full quota', () => {
  it('holds what does not fit, small files, downloads and deletes go on (PS217, E108)', async () => {
    let isFull = true
    const adjustHere = ({ remote, ...deps }: { remote: Remote }) => ({
      ...deps,
      remote: withCall(remote, 'commit', async (commit, request, signal) => {
        const fits = (operation: (typeof request.operations)[number]): boolean =>
          !isFull || operation.op !== 'put' || operation.content.sizeBytes < 100
        const operations = request.operations.filter(fits)
        const answer =
          operations.length === 0 ? undefined : await commit({ ...request, operations }, signal)
        const taken = [...(answer?.results ?? [])]
        const results = request.operations.map((operation) => {
          const result = fits(operation) ? taken.shift() : undefined
          const { opId } = operation
          return result ?? { opId, result: 'rejected', error: 'quota_exceeded', message: 'full' }
        })
        return { ...(answer ?? { headSeq: 0 }), results } as never
      }),
    })
    const office = await makeOffice({ gone: 'g' }, { adjustHere: adjustHere as never })
    const { here, there, clock } = office
    here.disk.write('large', 'x'.repeat(1_000))
    here.disk.write('small', 's')
    here.disk.remove('gone')
    there.disk.write('theirs', 't')
    await syncAll(office)
    expect(there.tree()).toEqual({ small: 's', theirs: 't' })
    expect(here.tree()).toMatchObject({ theirs: 't' })
    expect(here.store.held(9)).toMatchObject([{ path: 'large', code: 'quota_exceeded' }])
    expect(here.engine.explain('large' as RelPath).held?.code).toBe('quota_exceeded')
    isFull = false
    clock.advance(600_000)
    await expectEnd(office, { large: 'x'.repeat(1_000), small: 's', theirs: 't' })
  })
})

describe('a server that has the record of a file but not its bytes', () => {
  it('costs that file alone, which is held until they are back (E104, E117, PS223, PS034)', async () => {
    const office = await makeOffice({})
    const { here, there, server, clock } = office
    here.disk.write('lost', 'bytes that went')
    here.disk.write('fine', '')
    await here.sync()
    const { read } = server.segments
    server.segments.read = async (location) => {
      throw new SegmentMissingError(location.segmentId)
    }
    await there.sync()
    expect(there.tree()).toEqual({ fine: '' })
    expect(there.store.held(9)).toMatchObject([{ path: 'lost' }])
    expect(here.tree()).toEqual({ fine: '', lost: 'bytes that went' })
    server.segments.read = read.bind(server.segments)
    clock.advance(600_000)
    await expectEnd(office, { fine: '', lost: 'bytes that went' })
  })
})

describe('the record of what was synced, older than the folder', () => {
  it.each(['edits', 'moves', 'deletes'])(
    'after %s here and there comes to the same end (E86)',
    async (kind) => {
      const office = await makeOffice({ 'd/a': '1', 'd/b': '2', c: '3' })
      const { here, there } = office
      const old = new MemoryStateStore()
      here.store.copyTo(old)
      if (kind === 'edits') {
        here.disk.write('d/a', 'edited here')
        there.disk.write('c', 'edited there')
      } else if (kind === 'moves') {
        here.disk.rename('d/a', 'a')
        there.disk.rename('d', 'e')
      } else {
        here.disk.remove('d/a')
        there.disk.remove('c')
      }
      here.disk.write('new', 'n')
      await syncAll(office)
      const end = here.tree()
      here.useState(old)
      await expectEnd(office, end)
    },
  )

  it('of another computer is not believed by a copy of the folder (E84, E83)', async () => {
    const office = await makeOffice({ a: '1', b: '2' })
    const { here, there, clock } = office
    const copied = new MemoryStateStore()
    here.store.copyTo(copied)
    there.disk.remove('a')
    there.useState(copied)
    await expect(there.sync()).rejects.toMatchObject({ code: 'folder_replaced' })
    there.engine.adoptFolder()
    clock.advance(60_000)
    await expectEnd(office, { a: '1', b: '2' })
  })
})
