import { AppError } from '@tidemark/protocol'
import type { EngineDeps } from '@tidemark/sync-engine'
import { describe, expect, it } from 'vitest'
import { MemoryMetadataStore, MemoryRemote, trashContents } from '../../src/index.js'
import { Computer } from './_computer.js'
import { withCall } from './_remote.js'
import { expectEnd, makeOffice, oneSided, syncAll } from './_scenario.js'

/** Hands the engine every page with children before their parents. */
function childrenFirst(deps: EngineDeps): EngineDeps {
  const changesReversed = withCall(deps.remote, 'listChanges', async (list, ...args) => {
    const page = await list(...args)
    return page.result === 'page' ? { ...page, changes: page.changes.toReversed() } : page
  })
  const remote = withCall(changesReversed, 'listTree', async (list, ...args) => {
    const page = await list(...args)
    return { ...page, nodes: page.nodes.toReversed() }
  })
  return { ...deps, remote }
}

describe('children that arrive before their parents', () => {
  const tree = { 'a/b/c/d': '1', 'a/b/e/': '', 'a/f': '2', g: '3' }

  it('are placed all the same, from the journal (PS039)', async () => {
    const office = await makeOffice({ old: '0' }, { adjustHere: childrenFirst })
    office.there.disk.write('a/b/c/d', '1')
    office.there.disk.mkdir('a/b/e')
    office.there.disk.write('a/f', '2')
    office.there.disk.write('g', '3')
    await office.there.sync()
    await expectEnd(office, { ...tree, old: '0' })
  })

  it('are placed all the same, from a listing (PS039)', async () => {
    const office = await makeOffice(tree, { adjustHere: childrenFirst })
    for (const path of ['a', 'g']) office.here.disk.remove(path)
    office.here.loseState()
    await expectEnd(office, tree)
  })
})

describe('a server that shows an older tree than before', () => {
  it('in a journal of its own makes nobody delete anything (PS003, P8, I14)', async () => {
    const office = await makeOffice({ old: '1', 'd/gone': '2' })
    const before = await makeOffice({ old: 'of the backup' })
    const { here } = office
    // From here on this computer talks to a server that was set back.
    const remote = new Computer({ ...before, name: 'Here', seed: 3 }).remote
    const restored = new Computer({
      clock: office.clock,
      server: before.server,
      space: before.space,
      name: 'Here',
      seed: 4,
      adjust: (deps) => ({ ...deps, store: here.store, fs: here.fs, remote }),
    })
    await restored.sync()
    await restored.sync()
    expect(Object.values(here.tree()).sort()).toEqual(['', '1', '2', 'of the backup'].sort())
    expect(Object.keys(trashContents(here.disk))).toEqual([])
  })
})

describe('a server that goes back to before its last answer', () => {
  it.each([
    ['nobody', []],
    ['somebody', ['x', 'y', 'z']],
  ])('gets what it lost once more when %s has written since (I14)', async (_who, others) => {
    const metadata = new MemoryMetadataStore()
    const office = await makeOffice({ old: '0' }, { metadata })
    const { here, there } = office
    const restore = metadata.backUp()
    here.disk.write('a', 'of here')
    let isAnswered = false
    here.remote.onCall = ({ name, moment }) => {
      // What it was told is written down, and nothing is read after it.
      if (isAnswered) throw new AppError('server_unreachable')
      isAnswered = name === 'commit' && moment === 'response'
    }
    await expect(here.sync()).rejects.toThrow(AppError)
    here.remote.onCall = () => undefined
    restore()
    for (const name of others) there.disk.write(name, name)
    await there.sync()
    await expectEnd(office, {
      old: '0',
      a: 'of here',
      ...Object.fromEntries(others.map((name) => [name, name])),
    })
  })
})

describe('a server that goes back after it was listed', () => {
  it.each([
    ['nobody', []],
    ['somebody', ['x', 'y', 'z']],
  ])('is listed once more when %s has written since (I14)', async (_who, others) => {
    const metadata = new MemoryMetadataStore()
    const office = await makeOffice({ 'from/a': '1', 'to/': '' }, { metadata })
    const { here, there, ...common } = office
    const restore = metadata.backUp()
    const slow = new MemoryRemote(office.server, office.space, 'New', 1)
    let pageCount = 0
    const remote = withCall(slow, 'listTree', async (list, ...args) => {
      const page = await list(...args)
      if (++pageCount === 1) {
        here.disk.rename('from/a', 'to/a')
        await here.sync()
      }
      if (pageCount < 10 && page.nextPage === undefined) {
        pageCount = 10
        restore()
        for (const name of others) there.disk.write(name, name)
        await there.sync()
      }
      return page
    })
    const adjust = (deps: EngineDeps): EngineDeps => ({ ...deps, remote })
    const added = new Computer({ ...common, name: 'New', seed: 3, adjust })
    await added.sync()
    const end = { 'from/a': '1', 'to/': '', ...Object.fromEntries(others.map((it) => [it, it])) }
    await expectEnd(office, end)
    await added.sync()
    expect(added.contents()).toEqual(here.contents())
  })
})

describe('many computers on one space', () => {
  it.each([1, 2, 5])('end alike, %i of them (PS040)', async (count) => {
    const { clock, server, space } = await makeOffice()
    const all = Array.from(
      { length: count },
      (_, index) => new Computer({ clock, server, space, name: `C${index}`, seed: 50 + index }),
    )
    for (const [index, { disk }] of all.entries()) {
      disk.write('shared/by-all', `of ${index}`)
      disk.write(`shared/only-${index}`, 'x')
      disk.write(`own-${index}/a`, 'y')
    }
    for (let round = 0; round < 4; round++) for (const each of all) await each.sync()
    const [first] = all
    const versions = Object.values(first?.contents() ?? {}).filter((text) => text.startsWith('of '))
    expect(versions.sort()).toEqual(all.map((_, index) => `of ${index}`))
    for (const each of all) expect(each.contents()).toEqual(first?.contents())
  })
})

describe('times that come from the server', () => {
  it.each(['0', '-1', '-9223372036854775807', '4294967295000000000', '9223372036854775807'])(
    'can be any: %s is taken or rounded, and nothing is sent back (PS026, E26)',
    async (mtimeNs) => {
      const office = await makeOffice({ a: 'text' })
      const { here, there } = office
      there.disk.write('new', 'n')
      there.disk.setMtime('new', BigInt(mtimeNs))
      await syncAll(office)
      const sent = office.sentOperations()
      await expectEnd(office, { a: 'text', new: 'n' })
      expect(here.disk.stat('new').mtimeNs).toBe(BigInt(mtimeNs))
      expect(office.sentOperations()).toBe(sent)
      here.disk.write('new', 'edited')
      await expectEnd(office, { a: 'text', new: 'edited' })
    },
  )
})

oneSided('a conflicted copy is edited, renamed and deleted as any file (PS059, PS060, E48)', {
  start: {
    'a (conflicted copy, There, 2024-05-17 09.40).txt': '1',
    'b (conflicted copy, There, 2024-05-17 09.40).txt': '2',
    'c (conflicted copy, There, 2024-05-17 09.40).txt': '3',
    'a.txt': 'original',
  },
  steps: [
    ['write', 'a (conflicted copy, There, 2024-05-17 09.40).txt', 'edited'],
    ['rename', 'b (conflicted copy, There, 2024-05-17 09.40).txt', 'b.txt'],
    ['remove', 'c (conflicted copy, There, 2024-05-17 09.40).txt'],
  ],
  end: { 'a (copy).txt': 'edited', 'a.txt': 'original', 'b.txt': '2' },
})

describe('a conflict about a conflicted copy', () => {
  it('keeps all three contents, and no name carries two suffixes (PS059, PS058)', async () => {
    const office = await makeOffice({ 'a.txt': 'base' })
    const { here, there } = office
    here.disk.write('a.txt', 'first')
    there.disk.write('a.txt', 'second')
    await syncAll(office)
    const copy = Object.keys(here.contents()).find((path) => path !== 'a.txt')
    if (copy === undefined) throw new Error('no copy')
    expect(here.engine.status().openConflictCount).toBe(1)
    here.disk.write(copy, 'third')
    there.disk.write(copy, 'fourth')
    await syncAll(office)
    const names = Object.keys(here.contents())
    expect(Object.values(here.contents()).sort()).toEqual(['first', 'fourth', 'third'])
    expect(names.every((name) => name.split('conflicted copy').length <= 2)).toBe(true)
    for (const name of names) if (name !== 'a.txt') there.disk.remove(name)
    await expectEnd(office, { 'a.txt': 'first' })
    expect(here.engine.status().openConflictCount).toBe(0)
    expect(there.engine.status().openConflictCount).toBe(0)
  })
})
