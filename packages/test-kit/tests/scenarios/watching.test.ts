import { parseRelPath, type RelPath } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import type { Computer } from './_computer.js'
import { expectEnd, makeOffice, syncAll } from './_scenario.js'
import { perform, type Step } from './_steps.js'

/** Where one full scan looks, and where a hinted one does. */
async function foldersListed(computer: Computer, act: () => Promise<unknown>): Promise<string[]> {
  const listed: string[] = []
  computer.fs.beforeCall = ({ step, path }) => {
    if (step === 'list') listed.push(path)
  }
  await act()
  computer.fs.beforeCall = () => undefined
  return listed
}

/** Lets a running engine hear of folders and do what needs no clock. */
async function hear(computer: Computer, ...folders: string[]): Promise<void> {
  for (const folder of folders) computer.engine.hint(parseRelPath(folder))
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
}

describe('hints of a watcher', () => {
  it('make the engine look there and nowhere else (PS193)', async () => {
    const office = await makeOffice({ 'a/x': '1', 'b/y': '2', 'c/d/z': '3' })
    const { here } = office
    await here.turnOn()
    await here.rest()
    here.disk.write('b/new', 'n')
    const listed = await foldersListed(here, () => hear(here, 'b'))
    expect(listed).toEqual(['b'])
    await here.rest()
    await here.turnOff()
    await expectEnd(office, { 'a/x': '1', 'b/new': 'n', 'b/y': '2', 'c/d/z': '3' })
  })

  it('are kept when the look failed, and the failed place is looked at again (PS193)', async () => {
    const office = await makeOffice({ 'a/x': '1', 'b/y': '2' })
    const { here, clock } = office
    await here.turnOn()
    await here.rest()
    here.disk.write('b/new', 'n')
    here.disk.setReadable('b', false)
    await hear(here, 'b')
    expect(here.store.held(9)).toMatchObject([{ path: 'b', code: 'file_unreadable' }])
    here.disk.setReadable('b', true)
    clock.advance(300_000)
    await here.rest()
    await here.turnOff()
    await expectEnd(office, { 'a/x': '1', 'b/new': 'n', 'b/y': '2' })
  })

  it('that come while a scan runs are looked at after it (PS194)', async () => {
    const office = await makeOffice({ 'a/x': '1', 'b/y': '2' })
    const { here } = office
    await here.turnOn()
    await here.rest()
    let isLate = true
    here.fs.beforeCall = ({ step, path }) => {
      if (step !== 'list' || path !== 'b' || !isLate) return
      isLate = false
      // The folder before it has been listed already.
      here.disk.write('a/late', 'l')
      here.engine.hint(parseRelPath('a'))
    }
    await hear(here, 'a', 'b')
    await here.rest()
    await here.turnOff()
    expect(isLate).toBe(false)
    await expectEnd(office, { 'a/late': 'l', 'a/x': '1', 'b/y': '2' })
  })

  it('come many at a time and make one look at each place (PS192)', async () => {
    const office = await makeOffice({ 'a/x': '1' })
    const { here } = office
    await here.turnOn()
    await here.rest()
    for (let at = 0; at < 100; at++) here.disk.write(`a/f${at}`, 'x')
    const hints = Array.from({ length: 100 }, () => 'a')
    const listed = await foldersListed(here, () => hear(here, ...hints))
    expect(listed.length).toBeLessThanOrEqual(2)
    await here.rest()
    await here.turnOff()
    await syncAll(office)
    expect(Object.keys(office.there.tree())).toHaveLength(102)
  })

  it('of a deletion wait, and one that is taken back in time sends nothing (PS192, E22)', async () => {
    const office = await makeOffice({ a: '1', 'd/x': '2' })
    const { here, clock, sentOperations } = office
    await here.turnOn()
    await here.rest()
    here.disk.rename('d', '.tidemark/d')
    await hear(here, '')
    clock.advance(1_000)
    await hear(here, '')
    here.disk.rename('.tidemark/d', 'd')
    await hear(here, '')
    await here.rest()
    await here.turnOff()
    await expectEnd(office, { a: '1', 'd/x': '2' })
    expect(sentOperations()).toBe(0)
  })

  it.each([
    ['edited', 'append', 'd/a', '2', { 'd/': '', 'e/a': '12' }],
    ['renamed', 'rename', 'd/a', 'd/b', { 'd/b': '1', 'e/': '' }],
  ] as const)(
    'of half a move are not enough when the item was %s there (E10, E22)',
    async (_, kind, path, value, end) => {
      const office = await makeOffice({ 'd/a': '1', 'e/': '' })
      const { here, there, clock } = office
      await here.turnOn()
      await here.rest()
      perform(there.disk, [kind, path, value])
      await there.sync()
      here.disk.rename('d/a', 'e/a')
      await hear(here, 'd')
      clock.advance(3_000)
      await here.rest()
      await here.turnOff()
      await expectEnd(office, end)
    },
  )

  it.each([
    ['none', () => []],
    ['of folders that are not there', () => ['gone', 'gone/deeper', 'a/x/no-folder']],
    ['of the wrong folder', () => ['b']],
  ] as const)(
    'that are false, %s, do no harm and the next scan finds all (E88, E89)',
    async (_, hints) => {
      const office = await makeOffice({ 'a/x': '1', 'b/y': '2' })
      const { here, clock } = office
      await here.turnOn()
      await here.rest()
      perform(here.disk, ['write', 'a/new', 'n'])
      perform(here.disk, ['remove', 'b'])
      await hear(here, ...hints())
      clock.advance(300_000)
      await here.rest()
      await here.turnOff()
      await expectEnd(office, { 'a/new': 'n', 'a/x': '1' })
    },
  )
})

describe('a burst that the watcher lost', () => {
  it.each([0, 1, 3])(
    'is found by one scan of everything, %s folders deep (PS190, E88)',
    async (depth) => {
      const office = await makeOffice({ keep: 'k' })
      const { here } = office
      await here.turnOn()
      await here.rest()
      const folder = Array.from({ length: depth }, (_, at) => `d${at}/`).join('')
      for (let at = 0; at < 200; at++) here.disk.write(`${folder}f${at}`, `text ${at}`)
      here.disk.remove('keep')
      here.engine.hint('everything')
      await here.rest()
      await here.turnOff()
      await syncAll(office)
      const files = Object.keys(office.there.tree()).filter((path) => !path.endsWith('/'))
      expect(files).toHaveLength(200)
    },
  )
})

/** Hints come in this order while the steps were done in that one. */
interface Jumbled {
  readonly steps: readonly Step[]
  readonly hints: readonly string[]
  readonly end: Record<string, string>
}

/** Short histories of the kind that random testing of watchers has found. */
const JUMBLED: readonly Jumbled[] = [
  {
    steps: [
      ['rename', 'a', 'c'],
      ['rename', 'b', 'a'],
      ['rename', 'c', 'b'],
    ],
    hints: ['b', 'a', ''],
    end: { 'a/y': '2', 'b/x': '1' },
  },
  {
    steps: [
      ['mkdir', 'n'],
      ['rename', 'a', 'n/a'],
      ['write', 'n/a/x', 'edited'],
    ],
    hints: ['n/a', 'a', 'n', ''],
    end: { 'b/y': '2', 'n/a/x': 'edited' },
  },
  {
    steps: [
      ['rename', 'a/x', 'b/x'],
      ['remove', 'a'],
      ['write', 'a', 'a file now'],
    ],
    hints: ['', 'a', 'b'],
    end: { a: 'a file now', 'b/x': '1', 'b/y': '2' },
  },
  {
    steps: [
      ['remove', 'b/y'],
      ['rename', 'a/x', 'b/y'],
      ['write', 'a/x', 'new'],
    ],
    hints: ['b', 'a', 'b'],
    end: { 'a/x': 'new', 'b/y': '1' },
  },
  {
    steps: [
      ['rename', 'a', '_a'],
      ['mkdir', 'a'],
      ['rename', 'b', 'a/b'],
    ],
    hints: ['_a', 'a/b', 'b', 'a', ''],
    end: { '_a/x': '1', 'a/b/y': '2' },
  },
]

describe('changes heard of in another order than they happened', () => {
  it.each(JUMBLED)('$hints for $steps lose nothing (PS199, PS109, E89)', async (history) => {
    const office = await makeOffice({ 'a/x': '1', 'b/y': '2' })
    const { here } = office
    await here.turnOn()
    await here.rest()
    for (const step of history.steps) perform(here.disk, step)
    for (const hint of history.hints) await hear(here, hint)
    await here.rest()
    await here.turnOff()
    await expectEnd(office, history.end)
  })

  it.each(JUMBLED)('$hints after each of $steps lose nothing (PS199, E88)', async (history) => {
    const office = await makeOffice({ 'a/x': '1', 'b/y': '2' })
    const { here } = office
    await here.turnOn()
    await here.rest()
    for (const [at, step] of history.steps.entries()) {
      perform(here.disk, step)
      await hear(here, history.hints[at] ?? ('' as RelPath))
    }
    await here.rest()
    await here.turnOff()
    await expectEnd(office, history.end)
  })
})

describe('a clock that is set back while the engine runs', () => {
  it('delays neither deletions nor retries nor scans for long (E27, E90)', async () => {
    const office = await makeOffice({ a: '1', b: '2', 'd/c': '3' })
    const { here, clock } = office
    here.disk.setReadable('b', false)
    here.disk.write('b', 'unreadable for now')
    await here.turnOn()
    await hear(here, '')
    here.disk.remove('a')
    await hear(here, '')
    clock.advance(-86_400_000)
    here.disk.setReadable('b', true)
    here.disk.write('d/new', 'n')
    // As the daemon does when it notices (see SleepDetector).
    here.engine.hint('everything')
    await here.rest()
    await here.turnOff()
    await expectEnd(office, { b: 'unreadable for now', 'd/c': '3', 'd/new': 'n' })
  })
})
