import { AppError, type RelPath } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import { expectEnd, expectRest, makeOffice, oneSided, syncAll } from './_scenario.js'

const RULES = '.tidemarkignore'

oneSided('a rule hides what is new under it and is synced itself (E50)', {
  start: { keep: '1' },
  steps: [
    ['write', RULES, '*.log\nbuild/\n'],
    ['write', 'd/new', '2'],
  ],
  end: { [RULES]: '*.log\nbuild/\n', 'd/new': '2', keep: '1' },
})

describe('what a rule hides', () => {
  it('stays on the computer that has it (E50)', async () => {
    const { here, there, ...office } = await makeOffice({ [RULES]: '*.log\nbuild/\n' })
    for (const path of ['a.log', 'build/out/x', 'd/b.log', 'd/build']) here.disk.write(path, path)
    await syncAll({ here, there, ...office })
    expect(there.tree()).toEqual({ [RULES]: '*.log\nbuild/\n', 'd/': '', 'd/build': 'd/build' })
    expect(here.store.held(9)).toEqual([])
    expect(here.engine.explain('build/out/x' as RelPath).ignoredBy?.line).toBe(2)
  })

  it('is left as it is on both sides when it was synced before, and never deleted (E51)', async () => {
    const office = await makeOffice({ 'a.log': 'old', 'build/x': 'old', keep: 'k' })
    const { here, there } = office
    here.disk.write(RULES, '*.log\nbuild/\n')
    await syncAll(office)
    here.disk.remove('a.log')
    here.disk.remove('build')
    there.disk.write('build/x', 'edited there')
    there.disk.write('build/new', 'made there')
    await syncAll(office)
    expect(here.tree()).toEqual({ [RULES]: '*.log\nbuild/\n', keep: 'k' })
    expect(there.tree()).toMatchObject({ 'a.log': 'old', 'build/x': 'edited there' })
    expect(await office.server.keptTexts(office.space)).toContain('old')
    expect(here.store.dirtyCount() + there.store.dirtyCount()).toBe(0)
  })

  it.each([
    ['here', 'there'],
    ['there', 'here'],
  ] as const)('is synced once %s drops the rule (E51)', async (first, second) => {
    const office = await makeOffice({ [RULES]: '*.log\n' })
    office.here.disk.write('a.log', 'made here')
    office.there.disk.write('c.log', 'made there')
    await syncAll(office)
    expect(office.there.tree()).not.toHaveProperty('a.log')
    office[first].disk.write(RULES, '')
    office[second].restart()
    await expectEnd(office, {
      [RULES]: '',
      'a.log': 'made here',
      'c.log': 'made there',
    })
  })

  it('is synced again with what both sides did meanwhile, as after any absence (E51)', async () => {
    const office = await makeOffice({ 'a.log': 'old', 'b.log': 'old' })
    const { here, there } = office
    here.disk.write(RULES, '*.log\n')
    await syncAll(office)
    here.disk.write('a.log', 'edited here')
    there.disk.write('a.log', 'edited there')
    here.disk.write('b.log', 'edited here')
    await syncAll(office)
    there.disk.remove(RULES)
    await syncAll(office)
    const texts = Object.values(there.contents()).sort()
    expect(texts).toEqual(['edited here', 'edited here', 'edited there'])
    await expectEnd(office, here.tree())
  })

  it('does not come down when others made it before the rule came (E51)', async () => {
    const office = await makeOffice({ keep: 'k' })
    const { here, there } = office
    here.disk.write(RULES, 'build/\n')
    await here.sync()
    there.disk.write('build/x', '1')
    there.engine.hint('everything')
    await there.sync()
    await syncAll(office)
    expect(here.tree()).toEqual({ [RULES]: 'build/\n', keep: 'k' })
    expect(here.store.dirtyCount()).toBe(0)
    expect(here.engine.status().heldCount).toBe(0)
  })
})

describe('the file of rules', () => {
  it('keeps its rules while it cannot be read and while it is being replaced (E22, E34)', async () => {
    const office = await makeOffice({ [RULES]: '*.log\n' })
    const { here, there } = office
    here.disk.write('a.log', 'x')
    here.disk.setReadable(RULES, false)
    here.restart()
    await syncAll(office)
    here.disk.setReadable(RULES, true)
    here.disk.rename(RULES, 'x.log')
    await here.turnOn()
    here.engine.hint('' as RelPath)
    here.disk.rename('x.log', RULES)
    here.engine.hint('' as RelPath)
    await here.rest()
    await here.turnOff()
    office.clock.advance(600_000)
    await syncAll(office)
    expect(here.tree()).toEqual({ [RULES]: '*.log\n', 'a.log': 'x' })
    expect(there.tree()).toEqual({ [RULES]: '*.log\n' })
  })

  it('skips a line that is no text and reads the others (E47)', async () => {
    const office = await makeOffice({})
    const { here, there } = office
    here.disk.write(RULES, new Uint8Array([0xff, 0x2a, 10, 0x61, 10]))
    here.disk.write('a', '1')
    here.disk.write('b', '2')
    await syncAll(office)
    expect(Object.keys(there.tree())).toEqual([RULES, 'b'])
    expect(here.engine.explain('a' as RelPath).ignoredBy).toMatchObject({ line: 2 })
  })
})

describe('a rename across the border of what is ignored', () => {
  it.each(['stopped', 'running'])('is a deletion or a new file (PS125, E51), %s', async (state) => {
    const office = await makeOffice({ a: '1', b: '2' })
    const { here, there } = office
    if (state === 'running') await here.turnOn()
    await here.act(['rename', 'a', 'a.part'])
    if (state === 'running') await here.rest()
    await here.turnOff()
    await syncAll(office)
    expect(there.tree()).toEqual({ b: '2' })
    expect(here.tree()).toEqual({ 'a.part': '1', b: '2' })
    if (state === 'running') await here.turnOn()
    await here.act(['rename', 'a.part', 'd'])
    if (state === 'running') await here.rest()
    await here.turnOff()
    await expectEnd(office, { b: '2', d: '1' })
  })

  it('asks before it deletes everything (PS125, P9)', async () => {
    const files = Array.from({ length: 12 }, (_, at) => [`f${at}`, `text ${at}`])
    const office = await makeOffice(Object.fromEntries(files))
    const { here, there } = office
    for (const [path = ''] of files) here.disk.rename(path, `${path}.part`)
    await syncAll(office)
    expect(Object.keys(there.tree())).toHaveLength(12)
    expect(here.engine.status().heldDeletes.there).toBe(12)
  })
})

describe('a folder that was deleted elsewhere', () => {
  it('stays with the ignored file in it, and is deleted on the server (E52)', async () => {
    const office = await makeOffice({ 'd/a': '1', keep: 'k' })
    const { here, there } = office
    here.disk.write('d/x.part', 'half of a download')
    there.disk.remove('d')
    await there.sync()
    await syncAll(office)
    expect(here.disk.read('d/x.part')).toBeDefined()
    expect(there.tree()).toEqual({ keep: 'k' })
    expect(here.store.held(9)).toMatchObject([{ path: 'd', code: 'folder_kept' }])
    here.disk.remove('d/x.part')
    office.clock.advance(600_000)
    await expectEnd(office, { keep: 'k' })
  })

  it('comes back with a new file in it, and the ignored one stays beside it (E52, E08)', async () => {
    const office = await makeOffice({ 'd/a': '1', keep: 'k' })
    const { here, there } = office
    here.disk.write('d/x.part', 'half of a download')
    there.disk.remove('d')
    await there.sync()
    await here.sync()
    here.disk.write('d/new', 'n')
    office.clock.advance(600_000)
    await syncAll(office)
    expect(there.tree()).toEqual({ 'd/': '', 'd/new': 'n', keep: 'k' })
    expect(here.disk.read('d/x.part')).toBeDefined()
    expect(here.store.held(9)).toEqual([])
  })

  it('is the new folder of its name, with what is ignored in it (E52)', async () => {
    const office = await makeOffice({ 'd/a': '1', 'd/sub/b': '2', keep: 'k' })
    const { here, there } = office
    here.disk.write('d/sub/x.part', 'half of a download')
    there.disk.remove('d')
    await there.sync()
    there.disk.write('d/sub/new', 'n')
    await syncAll(office)
    office.clock.advance(600_000)
    await syncAll(office)
    expect(here.tree()).toMatchObject({ 'd/sub/new': 'n' })
    expect(here.disk.read('d/sub/x.part')).toBeDefined()
    await expectRest(office)
  })

  it('steps aside for a new file of its name, with what is ignored in it (E52, PS081)', async () => {
    const office = await makeOffice({ 'd/a': '1' })
    const { here, there } = office
    here.disk.write('d/x.part', 'half of a download')
    there.disk.remove('d')
    await there.sync()
    there.disk.write('d', 'now a file')
    await syncAll(office)
    office.clock.advance(600_000)
    await syncAll(office)
    expect(there.tree()).toEqual({ d: 'now a file', 'd (copy)/': '' })
    expect(here.tree()).toMatchObject(there.tree())
    expect(Object.values(here.contents())).toContain('half of a download')
    await expectRest(office)
  })
})

it('an ignored name of the server is refused by nobody and deletes nothing (E51)', async () => {
  const office = await makeOffice({ 'x/a': '1' })
  const { here, there } = office
  // A computer with other rules renames a folder to a name that is hidden elsewhere.
  here.disk.write(RULES, 'hidden/\n')
  await here.sync()
  there.disk.rename('x', 'hidden')
  await there.sync()
  await syncAll(office)
  expect(here.tree()).toMatchObject({ 'hidden/a': '1' })
  expect(() => here.engine.explain('hidden/a' as RelPath)).not.toThrow(AppError)
  expect(here.store.dirtyCount()).toBe(0)
})
