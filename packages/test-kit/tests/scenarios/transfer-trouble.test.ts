import { AppError } from '@tidemark/protocol'
import type { EngineDeps } from '@tidemark/sync-engine'
import { describe, expect, it } from 'vitest'
import { type DiskErrno, DiskError, trashContents } from '../../src/index.js'
import { withCall } from './_remote.js'
import { expectEnd, makeOffice, oneSided, syncAll } from './_scenario.js'

oneSided('names with percent signs and other marks of addresses (PS214, E49)', {
  start: { '%41': '1', 'a%2Fb': '2', 'a?b#c': '3', 'a+b&c=d': '4' },
  steps: [
    ['rename', '%41', '%42%'],
    ['write', '%zz', 'z'],
    ['write', 'a?b#c', 'changed'],
    ['remove', 'a%2Fb'],
    ['write', '%2e%2e%2fup', 'not up'],
  ],
  end: { '%2e%2e%2fup': 'not up', '%42%': '1', '%zz': 'z', 'a+b&c=d': '4', 'a?b#c': 'changed' },
})

describe('a file that goes', () => {
  it.each(['findMissing', 'uploadBlocks', 'commit'] as const)(
    'while it is sent, at %s, is gone everywhere and stops nothing (PS197, PS212)',
    async (name) => {
      const office = await makeOffice({ keep: 'k' })
      const { here } = office
      here.disk.write('short-lived', 'x')
      here.disk.write('other', 'o')
      here.remote.onCall = (call) => {
        if (call.name !== name || call.moment !== 'response') return
        here.remote.onCall = () => undefined
        here.disk.remove('short-lived')
      }
      await expectEnd(office, { keep: 'k', other: 'o' })
    },
  )

  it('on the server before it came down, goes here too, without a trace in the tree (PS197)', async () => {
    let race: (() => Promise<void>) | undefined
    const adjustHere = (deps: EngineDeps): EngineDeps => ({
      ...deps,
      remote: withCall(deps.remote, 'listChanges', async (listChanges, ...args) => {
        const page = await listChanges(...args)
        await race?.()
        return page
      }),
    })
    const office = await makeOffice({ keep: 'k' }, { adjustHere })
    const { here, there } = office
    there.disk.write('short-lived', 'x')
    await there.sync()
    race = async () => {
      race = undefined
      there.disk.remove('short-lived')
      await there.sync()
    }
    await expectEnd(office, { keep: 'k' })
    expect(Object.keys(trashContents(here.disk))).toEqual([expect.stringContaining('short-lived')])
  })

  it('after half of it was sent leaves nothing on the server but blocks to sweep (PS212)', async () => {
    const office = await makeOffice({ keep: 'k' })
    const { here, there, server, space } = office
    here.disk.write('half', 'x')
    here.remote.onCall = ({ name, moment }) => {
      if (name === 'commit' && moment === 'request') throw new AppError('server_unreachable')
    }
    await expect(here.sync()).rejects.toThrow(AppError)
    here.remote.onCall = () => undefined
    here.disk.remove('half')
    here.restart()
    await expectEnd(office, { keep: 'k' })
    expect(await server.keptTexts(space)).toEqual(new Set(['k']))
    expect(trashContents(there.disk)).toEqual({})
  })
})

const STEPS = ['openRead', 'read', 'place:rename', 'stage', 'write', 'makeFolder', 'move'] as const
const ERRNOS = ['EBUSY', 'EACCES', 'EIO', 'EMFILE', 'ENOSPC'] satisfies DiskErrno[]

describe('a step of the disk that fails for a while', () => {
  const all = STEPS.flatMap((step) => ERRNOS.map((errno) => [step, errno] as const))

  it.each(all)(
    '%s, %s: the others go on, and it is made good by itself (PS198, PS220, PS034, E32, E37, E38)',
    async (step, errno) => {
      const office = await makeOffice({ 'old/f': '1', keep: 'k' })
      const { here, there, clock } = office
      here.disk.write('mine', 'm')
      here.disk.write('other', 'o')
      there.disk.write('theirs', 't')
      there.disk.write('new/deep/f', 'f')
      there.disk.rename('old', 'older')
      await there.sync()
      let isBroken = true
      let failures = 0
      here.fs.beforeCall = (call) => {
        const isMeant = call.step === step && !call.path.endsWith('other')
        if (!isBroken || !isMeant) return
        failures++
        throw new DiskError(errno, call.path)
      }
      await here.turnOn()
      await here.rest()
      expect(failures).toBeGreaterThan(0)
      await there.sync()
      expect(there.tree()).toHaveProperty('other')
      expect(trashContents(here.disk)).toEqual({})
      isBroken = false
      clock.advance(600_000)
      await here.rest()
      await here.turnOff()
      await expectEnd(office, {
        keep: 'k',
        mine: 'm',
        'new/deep/f': 'f',
        'older/f': '1',
        other: 'o',
        theirs: 't',
      })
    },
  )
})

describe('a server that refuses a folder', () => {
  it.each(['quota_exceeded', 'name_invalid', 'internal'] as const)(
    'with %s: what belongs into it waits, the rest goes on (PS220)',
    async (code) => {
      let isRefusing = true
      const adjustHere = (deps: EngineDeps): EngineDeps => ({
        ...deps,
        remote: withCall(deps.remote, 'commit', async (commit, request, signal) => {
          const refused = isRefusing ? request.operations.filter(({ op }) => op === 'mkdir') : []
          if (refused.length === 0) return commit(request, signal)
          const rest = request.operations.filter((operation) => !refused.includes(operation))
          const answer =
            rest.length === 0
              ? { headSeq: 0, results: [] }
              : await commit({ ...request, operations: rest }, signal)
          const taken = [...answer.results]
          const results = request.operations.map((operation) =>
            refused.includes(operation)
              ? { opId: operation.opId, result: 'rejected', error: code, message: 'no' }
              : taken.shift(),
          )
          return { ...answer, results } as never // the shape of an answer
        }),
      })
      const office = await makeOffice({ keep: 'k' }, { adjustHere })
      const { here, there, clock } = office
      here.disk.write('d/inside', 'i')
      here.disk.write('beside', 'b')
      await syncAll(office)
      expect(there.tree()).toEqual({ beside: 'b', keep: 'k' })
      expect(here.store.held(9)).toMatchObject([{ path: 'd', code }])
      isRefusing = false
      clock.advance(600_000)
      here.disk.write('d/later', 'l')
      here.disk.rename('d', 'e')
      await expectEnd(office, { beside: 'b', 'e/inside': 'i', 'e/later': 'l', keep: 'k' })
    },
  )
})
