import { MAX_DEPTH, MAX_NAME_BYTES, parseRelPath, utf8Length } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import { MemoryDisk } from '../../src/index.js'
import { expectEnd, makeOffice, oneSided, syncAll, type Tree } from './_scenario.js'

const windows = { caseInsensitive: true, windowsNames: true, locksOpenFiles: true } as const

const ODD_NAMES = [
  '😀 👩‍👩‍👧‍👦',
  '\u202Eexe.txt',
  'new\nline',
  'tab\there',
  '-dash',
  '--help',
  '100%',
  '%2e%2e%2f',
  'back\\slash',
  '"quoted" \'too\'',
  '$(command) `of` a & shell; |',
  ' space before',
  'space after ',
  'dot after.',
  '..hidden',
  'a:stream',
  'question?',
  'CON',
  'nul.txt',
  'PROGRA~1',
  '\u0001control',
  '\ufeffbom',
  'zero\u200bwidth',
]
const OWN_LOOKING: Tree = {
  'a (conflicted copy, Beta, 2024-05-17 09.40).txt': 'of a person',
  'a (2).txt': 'too',
  'b (case conflict).txt': 'too',
  'moving-0123456789abcdef0123456789abcdef': 'too',
}

oneSided('names that are odd and fine are kept as they are (E49, PS171)', {
  start: { 'd/': '' },
  steps: ODD_NAMES.flatMap((name, index) => [
    ['write', name, `f${index}`] as const,
    ['write', `d/in ${name}/${name}`, `g${index}`] as const,
  ]),
  end: Object.fromEntries(
    ODD_NAMES.flatMap((name, index) => [
      [name, `f${index}`],
      [`d/in ${name}/${name}`, `g${index}`],
    ]),
  ),
})

oneSided('names that look like ours are ordinary names (E48)', {
  steps: Object.entries(OWN_LOOKING).map(([path, text]) => ['write', path, text] as const),
  end: {
    'a (copy).txt': 'of a person',
    'a (2).txt': 'too',
    'b (case conflict).txt': 'too',
    'moving-0123456789abcdef0123456789abcdef': 'too',
  },
})

describe('names of our own files', () => {
  it.each(['.tidemark', '.Tidemark', '.tidemark-tmp-x', '.TIDEMARK-TMP-X', '.tidemark. '])(
    '%j never leaves the computer and is never taken for an item (E48, SEC-71)',
    async (name) => {
      const office = await makeOffice({ a: '1' })
      office.here.disk.write(`d/${name}`, 'mine')
      office.here.disk.write('d/b', '2')
      await syncAll(office)
      expect(office.there.contents()).toEqual({ a: '1', 'd/': '', 'd/b': '2' })
      expect(office.here.disk.read(`d/${name}`)).toBe('mine')
    },
  )
})

describe('a name that is no UTF-8', () => {
  it('is held, not decoded, and stops nothing (E47, PS158)', async () => {
    const office = await makeOffice({ 'd/a': '1' })
    const { here, there } = office
    here.disk.addUndecodable('d', 'caf\ufffd')
    here.disk.write('d/b', '2')
    await syncAll(office)
    expect(there.contents()).toEqual({ 'd/': '', 'd/a': '1', 'd/b': '2' })
    expect(here.store.held(10)).toMatchObject([{ path: 'd/caf\ufffd', code: 'name_held' }])
    here.restart()
    await syncAll(office)
    expect(there.contents()).toEqual({ 'd/': '', 'd/a': '1', 'd/b': '2' })
  })
})

const CANNOT_EXIST = [
  'a:b',
  'a?',
  'a*',
  'a<b>',
  'a|b',
  'a"b',
  'back\\slash',
  'CON',
  'nul.txt',
  'com1.tar.gz',
  'LPT9',
  'ends with dot.',
  'ends with space ',
  'tab\there',
  'PROGRA~1',
]

describe('names that cannot exist on Windows', () => {
  it.each(CANNOT_EXIST)(
    '%j is kept on the server and on Linux, held on Windows, whatever is done to it (E44, PS170)',
    async (name) => {
      const office = await makeOffice({ ok: '1' }, { diskHere: () => windows })
      const { here, there, clock } = office
      there.disk.write(name, 'file')
      there.disk.write(`dir-${name}/x`, 'in folder')
      there.disk.write('other', '2')
      await syncAll(office)
      expect(here.contents()).toMatchObject({ ok: '1', other: '2' })
      expect(here.disk.find('a')).toBeUndefined()
      const item = here.store.held(10).find(({ path }) => path === name)
      expect(item).toMatchObject({ code: 'name_held' })
      expect(item?.detail).toMatch(/Windows/)
      clock.advance(600_000)
      there.disk.append(name, ' edited')
      here.restart()
      await syncAll(office)
      expect(there.contents()).toMatchObject({ [name]: 'file edited', ok: '1', other: '2' })
      there.disk.rename(name, 'fine')
      there.disk.rename(`dir-${name}`, 'fine dir')
      await expectEnd(office, {
        ok: '1',
        other: '2',
        fine: 'file edited',
        'fine dir/x': 'in folder',
      })
    },
  )

  it('a rename there to such a name leaves the item here under its old one (E44, PS170)', async () => {
    const office = await makeOffice({ 'd/a': '1', b: '2' }, { diskHere: () => windows })
    const { here, there } = office
    there.disk.rename('d', 'd:')
    there.disk.rename('b', 'aux')
    await syncAll(office)
    expect(here.contents()).toEqual({ b: '2', 'd/': '', 'd/a': '1' })
    here.disk.append('d/a', ' here')
    there.disk.append('aux', ' there')
    await syncAll(office)
    expect(here.contents()).toEqual({ b: '2 there', 'd/': '', 'd/a': '1 here' })
    expect(there.contents()).toEqual({ aux: '2 there', 'd:/': '', 'd:/a': '1 here' })
    there.disk.rename('d:', 'e')
    there.disk.rename('aux', 'c')
    await expectEnd(office, { 'e/a': '1 here', c: '2 there' })
  })

  it('dots and spaces at the end never make one item of two (E44, PS171)', async () => {
    const office = await makeOffice({ 'a.txt': 'plain' }, { diskHere: () => windows })
    const { here, there } = office
    there.disk.write('a.txt ', 'with space')
    there.disk.write('a.txt.', 'with dot')
    await syncAll(office)
    expect(here.contents()).toEqual({ 'a.txt': 'plain' })
    here.disk.append('a.txt', ' edited')
    await syncAll(office)
    expect(there.contents()).toEqual({
      'a.txt': 'plain edited',
      'a.txt ': 'with space',
      'a.txt.': 'with dot',
    })
    there.disk.remove('a.txt')
    await syncAll(office)
    expect(here.contents()).toEqual({})
    there.disk.rename('a.txt ', 'a.txt')
    there.disk.remove('a.txt.')
    await expectEnd(office, { 'a.txt': 'with space' })
  })

  it('short names of long ones never lead to another item (PS182, E44)', async () => {
    const office = await makeOffice({ 'a long name.txt': '1' }, { diskHere: () => windows })
    const { here, there } = office
    there.disk.write('ALONGN~1.TXT', '2')
    await syncAll(office)
    expect(here.contents()).toEqual({ 'a long name.txt': '1' })
    expect(here.store.held(10)).toMatchObject([{ path: 'ALONGN~1.TXT', code: 'name_held' }])
  })
})

describe('long names and paths', () => {
  const LONGEST = `${'é'.repeat(125)}.docx`

  it('a conflict about the longest name shortens the stem alone (E45, PS173)', async () => {
    expect(utf8Length(LONGEST)).toBe(MAX_NAME_BYTES)
    const office = await makeOffice({ [LONGEST]: 'base' })
    office.here.disk.write(LONGEST, 'of here')
    office.there.disk.write(LONGEST, 'of there')
    await syncAll(office)
    const names = Object.keys(office.here.contents())
    expect(Object.values(office.here.contents()).sort()).toEqual(['of here', 'of there'])
    for (const name of names) {
      expect(utf8Length(name)).toBeLessThanOrEqual(MAX_NAME_BYTES)
      expect(name).toMatch(/^é+.*\.docx$/)
    }
    await expectEnd(office, office.here.tree())
  })

  it('an alias of the longest name shortens the stem alone (E45, E41)', async () => {
    const office = await makeOffice({}, { diskHere: () => ({ caseInsensitive: true }) })
    const upper = LONGEST.toUpperCase()
    office.there.disk.write(LONGEST, '1')
    await syncAll(office)
    office.there.disk.write(upper, '2')
    await syncAll(office)
    expect(Object.values(office.here.contents()).sort()).toEqual(['1', '2'])
    office.there.disk.remove(LONGEST)
    await expectEnd(office, { [upper]: '2' })
  })

  it('a name that the disk finds too long is held and stops nothing (E45, PS173)', async () => {
    const office = await makeOffice({}, { diskHere: () => ({ longestNameBytes: 143 }) })
    const { here, there } = office
    there.disk.write(LONGEST, '1')
    there.disk.write('d/short', '2')
    await syncAll(office)
    expect(here.contents()).toEqual({ 'd/': '', 'd/short': '2' })
    expect(here.store.held(10)).toMatchObject([{ path: LONGEST, code: 'name_held' }])
    there.disk.rename(LONGEST, 'd/now short')
    await expectEnd(office, { 'd/short': '2', 'd/now short': '1' })
  })

  it('a path that is too long for the computer is held and stops nothing (E46, PS173)', async () => {
    const office = await makeOffice({}, { diskHere: () => ({ longestPathBytes: 260 }) })
    const { here, there } = office
    const deep = Array.from({ length: 30 }, () => 'ten chars.').join('/')
    there.disk.write(`${deep}/x`, '1')
    there.disk.write('d/short', '2')
    await syncAll(office)
    expect(there.contents()[`${deep}/x`]).toBe('1')
    expect(here.contents()['d/short']).toBe('2')
    expect(here.store.held(10)).toMatchObject([{ code: 'name_held' }])
    for (const path of Object.keys(here.contents())) {
      expect(utf8Length(path)).toBeLessThanOrEqual(261)
    }
    there.disk.rename(deep, 'up')
    await syncAll(office)
    expect(here.contents()['up/x']).toBe('1')
  })

  it('folders nested to the limit are synced, deeper ones held (E18)', async () => {
    const office = await makeOffice({})
    const { here, there } = office
    const deepest = Array.from({ length: MAX_DEPTH }, (_, level) => `${level}`).join('/')
    here.disk.write(`${deepest}/at the limit`, '1')
    here.disk.write(`${deepest}/deeper/x`, '2')
    here.disk.write('d/y', '3')
    await syncAll(office)
    expect(there.contents()).toMatchObject({ [`${deepest}/at the limit`]: '1', 'd/y': '3' })
    expect(there.disk.find(`${deepest}/deeper/x`)).toBeUndefined()
    expect(here.disk.read(`${deepest}/deeper/x`)).toBe('2')
    expect(here.store.held(10).map(({ code }) => code)).toContain('depth_exceeded')
    here.disk.rename(`${deepest}/deeper`, 'd/deeper')
    await syncAll(office)
    expect(there.contents()['d/deeper/x']).toBe('2')
  })
})

describe('a disk that does not tell names apart as we expect', () => {
  it.each([
    ['full', 'straße', 'STRASSE', true],
    ['simple', 'straße', 'STRASSE', false],
    ['simple', '\u212Aelvin', 'kelvin', false],
    ['full', '\u212Aelvin', 'kelvin', true],
    ['simple', '\u0131', 'i', true],
    ['full', 'ΣΑΣ', 'σας', true],
  ] as const)(
    '(%s folding) decides itself whether %j and %j clash (E43)',
    async (caseInsensitive, first, second, isClash) => {
      const disk = { caseInsensitive }
      expect(new MemoryDisk(disk).isSameName(first, second)).toBe(isClash)
      const office = await makeOffice({}, { diskHere: () => disk })
      office.there.disk.write(first, '1')
      await syncAll(office)
      office.there.disk.write(second, '2')
      await syncAll(office)
      const alias = isClash ? `${second} (case conflict)` : second
      expect(office.here.contents()).toEqual({ [first]: '1', [alias]: '2' })
      expect(office.there.contents()).toEqual({ [first]: '1', [second]: '2' })
    },
  )
})

describe('paths that hints carry', () => {
  it('of an aliased folder lead to the folder that has the alias (E41, E89)', async () => {
    const office = await makeOffice({ 'd/x': '1' }, { diskHere: () => ({ caseInsensitive: true }) })
    const { here, there } = office
    there.disk.write('D/sub/y', '2')
    await syncAll(office)
    here.disk.append('D (case conflict)/sub/y', ' edited')
    const before = here.remote.counts.operations
    here.engine.hint(parseRelPath('D (case conflict)/sub'))
    await here.sync()
    expect(here.remote.counts.operations).toBe(before + 1)
    const path = parseRelPath('D (case conflict)/sub/y')
    expect(here.engine.explain(path)).toMatchObject({ local: { name: 'y' }, remote: { name: 'y' } })
  })
})
