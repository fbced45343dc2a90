import { AppError, parseRelPath } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import { withCall } from './_remote.js'
import { expectEnd, makeOffice, syncAll } from './_scenario.js'
import { perform, type Step } from './_steps.js'

describe('moves of which a watcher tells half, late or in the wrong order', () => {
  const STEPS: readonly Step[] = [
    ['rename', 'p/f', 'q/g'],
    ['rename', 'p/d', 'r/e'],
    ['rename', 'q/g', 'r/h'],
  ]
  it.each([
    ['in the reverse order', ['r', 'q', 'r', 'p', 'q', 'p']],
    ['of the targets alone', ['r']],
    ['of the sources alone', ['p', 'q']],
    ['of a place that nobody passed', ['q']],
    ['of paths that are no folders', ['r/h', 'r/e/x', 'nowhere/at/all', 'p/f']],
  ])('tells %s: nothing is sent and nothing is lost (PS109)', async (_, hints) => {
    const office = await makeOffice({ 'p/f': '1', 'p/d/x': '2', 'q/': '', 'r/': '' })
    const { here } = office
    await here.turnOn()
    for (const step of STEPS) perform(here.disk, step)
    for (const hint of hints) {
      here.engine.hint(parseRelPath(hint))
      await here.breathe()
    }
    await here.rest()
    await here.turnOff()
    await expectEnd(office, { 'p/': '', 'q/': '', 'r/h': '1', 'r/e/x': '2' })
    expect(office.sentBytes()).toBe(0)
  })
})

describe('a move that the server refuses', () => {
  it.each(['name_invalid', 'quota_exceeded'] as const)(
    'with %s is held with the reason, the others go on, another name is tried (PS122)',
    async (error) => {
      const refusal = { isOn: true }
      const office = await makeOffice(
        { 'd/a': '1', 'd/b': '2' },
        {
          adjustHere: (deps) => ({
            ...deps,
            remote: withCall(deps.remote, 'commit', async (commit, request, signal) => {
              const isRefused = request.operations.some(({ op }) => op === 'move')
              if (refusal.isOn && isRefused) {
                const results = request.operations.map(({ opId }) => ({
                  opId,
                  result: 'rejected' as const,
                  error,
                  message: '',
                }))
                return { results, headSeq: deps.store.journal()?.headSeq ?? 0 }
              }
              return commit(request, signal)
            }),
          }),
        },
      )
      const { here, there, clock } = office
      here.disk.rename('d/a', 'd/moved')
      here.disk.write('new', 'n')
      await syncAll(office)
      expect(there.contents()).toEqual({ 'd/': '', 'd/a': '1', 'd/b': '2', new: 'n' })
      expect(here.contents()).toEqual({ 'd/': '', 'd/b': '2', 'd/moved': '1', new: 'n' })
      expect(here.store.held(10)).toMatchObject([{ path: 'd/moved', code: error }])
      refusal.isOn = false
      clock.advance(600_000)
      here.disk.rename('d/moved', 'd/allowed')
      await expectEnd(office, { 'd/allowed': '1', 'd/b': '2', new: 'n' })
    },
  )
})

describe('an item that is in trouble', () => {
  it('moves all the same, and follows in full when the trouble ends (PS123)', async () => {
    const office = await makeOffice({ 'd/a': 'one', 'd/b': 'two', 'to/': '' })
    const { here, there } = office
    here.disk.write('d/a', 'edited')
    here.disk.setReadable('d/a', false)
    await syncAll(office)
    expect(here.store.held(10)).toMatchObject([{ path: 'd/a', code: 'file_unreadable' }])
    here.disk.rename('d/a', 'to/a')
    await syncAll(office)
    expect(there.contents()).toEqual({ 'd/': '', 'd/b': 'two', 'to/': '', 'to/a': 'one' })
    expect(here.store.held(10)).toMatchObject([{ path: 'to/a', code: 'file_unreadable' }])
    here.disk.setReadable('to/a', true)
    await expectEnd(office, { 'd/b': 'two', 'to/a': 'edited' })
  })
})

describe('a listing in which one item is stated twice', () => {
  it('as when it moves between two pages, renames nothing (PS121)', async () => {
    const office = await makeOffice(
      { a: '1', b: '2' },
      {
        adjustHere: (deps) => ({
          ...deps,
          remote: withCall(deps.remote, 'listTree', async (listTree, page, signal) => {
            const listed = await listTree(page, signal)
            const before = listed.nodes.filter(({ name }) => name === 'a')
            const twice = before.map((node) => ({ ...node, name: 'before' }))
            return { ...listed, nodes: [...twice, ...listed.nodes] }
          }),
        }),
      },
    )
    office.here.loseState()
    await expectEnd(office, { a: '1', b: '2' })
    expect(office.sentBytes()).toBe(0)
  })
})

describe('deletes', () => {
  it('reach the server and the disk after every rename that was seen with them (PS124)', async () => {
    const office = await makeOffice({ 'd/a': '1', 'd/e/b': '2', 'x/y': '3', keep: '4' })
    const { here, there } = office
    const sent: string[] = []
    here.remote.onCall = ({ name, moment }) => {
      if (name === 'commit' && moment === 'request') sent.push(name)
    }
    here.disk.rename('d/a', 'a')
    here.disk.rename('d/e', 'e')
    here.disk.remove('d')
    here.disk.rename('x/y', 'd')
    here.disk.remove('x')
    await here.sync()
    expect(sent.length).toBeGreaterThan(1)
    const done: string[] = []
    there.fs.beforeCall = ({ step, path }) => {
      if (step === 'move' || step === 'moveToTrash') done.push(step)
      expect(step === 'moveToTrash' && /^(a|e)/.test(path)).toBe(false)
    }
    await there.sync()
    there.fs.beforeCall = () => undefined
    expect(done).toContain('moveToTrash')
    expect(done.indexOf('moveToTrash')).toBeGreaterThan(done.indexOf('move'))
    await expectEnd(office, { a: '1', d: '3', 'e/b': '2', keep: '4' })
    expect(office.sentBytes()).toBe(0)
  })
})

describe('a file with several names', () => {
  it('is an item for each of them; a rename to itself is none (PS129, E14)', async () => {
    const office = await makeOffice({ a: 'text' })
    const { here, there } = office
    here.disk.link('a', 'b')
    await syncAll(office)
    expect(there.contents()).toEqual({ a: 'text', b: 'text' })
    here.disk.rename('a', 'b')
    here.disk.append('b', ' more')
    await expectEnd(office, { a: 'text more', b: 'text more' })
    there.disk.write('a', 'there')
    await expectEnd(office, { a: 'there', b: 'text more' })
  })
})

describe('an error of the disk in a move', () => {
  it.each(['EXDEV', 'EPERM', 'EBUSY', 'EIO'] as const)(
    '%s is held with its reason and healed by itself (PS123, E16)',
    async (errno) => {
      const office = await makeOffice({ 'd/a': '1', 'e/': '' })
      const { here, there, clock } = office
      const disk = { isBroken: true }
      here.fs.beforeCall = ({ step, path }) => {
        if (disk.isBroken && step === 'move' && path === 'd/a') {
          throw new AppError(errno === 'EBUSY' ? 'file_busy' : 'file_io_error', { errno })
        }
      }
      there.disk.rename('d/a', 'e/a')
      await syncAll(office)
      expect(here.contents()).toEqual({ 'd/': '', 'd/a': '1', 'e/': '' })
      expect(here.store.held(10)).toMatchObject([{ path: 'd/a' }])
      disk.isBroken = false
      clock.advance(600_000)
      await expectEnd(office, { 'd/': '', 'e/a': '1' })
    },
  )
})
