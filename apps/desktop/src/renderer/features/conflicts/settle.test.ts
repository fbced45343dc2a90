import { describe, expect, it } from 'vitest'
import type { ConflictSide, OpenConflict, TidemarkBridge } from '../../../ipc-contract/index.js'
import { settle, unsettle, wishDecision } from './settle.js'

type Daemon = Pick<TidemarkBridge['daemon'], 'conflictDetails' | 'resolveMany'>
type Request = Parameters<Daemon['resolveMany']>[0]

function conflict(id: string, second: string, first: string | null): OpenConflict {
  const side = (name: string, deviceName: string | null) =>
    // Ids are strings that only the daemon makes.
    ({ revisionId: `${id}-${name}` as ConflictSide['revisionId'], deviceName }) as ConflictSide
  return {
    // The same.
    conflictId: id as OpenConflict['conflictId'],
    deviceName: second,
    original: side('original', first),
    copy: side('copy', second),
    // Settling reads these fields only.
  } as OpenConflict
}

function fakeDaemon(writers: Readonly<Record<string, string>> = {}) {
  const requests: Request[] = []
  const asked: string[] = []
  const daemon: Daemon = {
    conflictDetails: async ({ conflictId }) => {
      asked.push(conflictId)
      const known = conflict(conflictId, 'Laptop', writers[conflictId] ?? null)
      return { ok: true, value: { conflict: known, base: null } }
    },
    resolveMany: async (request) => {
      requests.push(request)
      return {
        ok: true,
        value: { resolved: request.conflicts.map(({ conflictId }) => conflictId), failed: [] },
      }
    },
  }
  return { daemon, requests, asked }
}

describe('settling many conflicts', () => {
  it('sends alike choices together and names what was seen', async () => {
    const { daemon, requests } = fakeDaemon()
    const list = [
      conflict('a', 'Laptop', 'Desk'),
      conflict('b', 'Desk', 'Laptop'),
      conflict('c', 'Laptop', 'Desk'),
    ]
    await settle(daemon, wishDecision(list, 'mine', 'Desk'))
    expect(requests.map(({ choice, conflicts }) => [choice, conflicts.length])).toEqual([
      ['original', 2],
      ['copy', 1],
    ])
    expect(requests[1]?.conflicts).toEqual([
      { conflictId: 'b', originalRev: 'b-original', copyRev: 'b-copy' },
    ])
  })

  it('asks who wrote a version only where the list does not tell', async () => {
    const { daemon, requests, asked } = fakeDaemon({ b: 'Desk' })
    const list = [conflict('a', 'Laptop', 'Desk'), conflict('b', 'Laptop', null)]
    await settle(daemon, wishDecision(list, 'mine', 'Desk'))
    expect(asked).toEqual(['b'])
    expect(requests[0]?.conflicts).toHaveLength(2)
  })

  it('leaves conflicts of other devices open and counts them', async () => {
    const { daemon, requests } = fakeDaemon()
    const list = [conflict('a', 'Laptop', 'Phone'), conflict('b', 'Laptop', 'Desk')]
    const answer = await settle(daemon, wishDecision(list, 'theirs', 'Desk'))
    expect(answer).toMatchObject({ ok: true, value: { resolved: ['b'], leftCount: 1 } })
    expect(requests).toHaveLength(1)
  })

  it('needs nobody to be asked to keep both', async () => {
    const { daemon, asked } = fakeDaemon()
    await settle(daemon, wishDecision([conflict('a', 'Laptop', null)], 'both', 'Desk'))
    expect(asked).toEqual([])
  })

  it('tells what is settled when a later call fails, so that it can be taken back', async () => {
    const { daemon } = fakeDaemon()
    let calls = 0
    const failing: Daemon = {
      ...daemon,
      resolveMany: async (request) =>
        ++calls === 1
          ? daemon.resolveMany(request)
          : { ok: false, error: { code: 'server_unreachable', message: '' } },
    }
    const list = [conflict('a', 'Laptop', 'Desk'), conflict('b', 'Desk', 'Laptop')]
    const answer = await settle(failing, wishDecision(list, 'mine', 'Desk'))
    expect(answer).toMatchObject({ ok: true, value: { resolved: ['a'], leftCount: 1 } })
  })

  it('opens settled ones again and counts those that were not changed since', async () => {
    const undoResolve: TidemarkBridge['daemon']['undoResolve'] = async ({ conflictId }) =>
      conflictId.length > 1
        ? { ok: false, error: { code: 'changed_since', message: '' } }
        : { ok: true, value: {} }
    const ids = [...'abcdefghij', 'changed'].map((id) => conflict(id, 'Desk', null).conflictId)
    expect(await unsettle({ undoResolve }, ids)).toBe(10)
  })

  it('divides what is more than one call takes', async () => {
    const { daemon, requests } = fakeDaemon()
    const list = Array.from({ length: 1001 }, (_, index) => conflict(`${index}`, 'Desk', 'Laptop'))
    const answer = await settle(daemon, wishDecision(list, 'mine', 'Desk'))
    expect(requests.map(({ conflicts }) => conflicts.length)).toEqual([1000, 1])
    expect(answer).toMatchObject({ ok: true, value: { leftCount: 0 } })
  })
})
