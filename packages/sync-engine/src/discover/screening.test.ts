import { joinPath, MAX_DEPTH, nameKey, parseRelPath, ROOT_PATH } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import type { ListedEntry } from '../ports.js'
import type { FileStat } from '../trees.js'
import { defaultIgnoreRules } from './ignore-rules.js'
import { screenEntries } from './screening.js'

const STAT: FileStat = {
  kind: 'file',
  device: 'root',
  inode: '1',
  sizeBytes: 0,
  mtimeNs: 0n,
  ctimeNs: 0n,
  birthtimeNs: undefined,
  executable: false,
}

function entry(name: string, changes: Partial<FileStat> = {}): ListedEntry {
  return { name, displayName: name, stat: { ...STAT, ...changes } }
}

function screen(
  entries: readonly ListedEntry[],
  known: readonly string[] = [],
  folder = ROOT_PATH,
) {
  return screenEntries(entries, {
    folder,
    rootDevice: 'root',
    ignore: defaultIgnoreRules(),
    knownAs: (name) => (known.includes(name) ? name : undefined),
    isTaken: (key) => known.some((name) => nameKey(name) === key),
  })
}

describe('screenEntries', () => {
  it.each<[string, ListedEntry, string]>([
    ['a link (E15)', entry('x', { kind: 'link' }), 'link_held'],
    ['a pipe (SEC-68)', entry('x', { kind: 'special' }), 'special_held'],
    ['a mounted folder (E16)', entry('x', { kind: 'folder', device: '9' }), 'mount_held'],
    ['a mounted file (E16)', entry('x', { device: '9' }), 'mount_held'],
    ['what cannot be examined (E34)', { ...entry('x'), stat: undefined }, 'file_unreadable'],
    ['bytes that are no name (E47)', { ...entry('x'), name: undefined }, 'name_held'],
    ['a name that is too long (E45)', entry('x'.repeat(256)), 'name_held'],
  ])('holds %s', (_, given, code) => {
    const { seen, held } = screen([given])
    expect(seen).toEqual([])
    expect(held).toMatchObject([{ displayName: given.displayName, code }])
  })

  it.each(['-x', 'a\nb', 'a\\b', '%2e%2e', '\u202eexe', 'CON', 'a.', '😀', '.hidden'])(
    'takes %j, which this disk plainly can hold (E44, E49)',
    (name) => {
      expect(screen([entry(name)]).seen.map((seen) => seen.name)).toEqual([name])
    },
  )

  it('holds what is nested too deeply (E18)', () => {
    const folder = parseRelPath(Array.from({ length: MAX_DEPTH }, () => 'd').join('/'))
    expect(screen([entry('x')], [], folder).seen).toHaveLength(1)
    const deeper = joinPath(folder, screen([entry('d')]).seen[0]?.name as never)
    expect(screen([entry('x')], [], deeper).held).toMatchObject([{ code: 'depth_exceeded' }])
  })

  it.each([
    [[], 'e\u0301', '\u00e9'],
    [['\u00e9'], '\u00e9', 'e\u0301'],
  ])(
    'of two spellings a known one (%j), else the first, has the name, in any order (E42)',
    (known, first, second) => {
      const entries = [entry('\u00e9'), entry('e\u0301')]
      for (const order of [entries, entries.toReversed()]) {
        const { seen, held, keptNames } = screen(order, known)
        expect(seen.map(({ name, nameInTree }) => [name, nameInTree])).toEqual([
          [first, first],
          [second, `${second} (spelling conflict)`],
        ])
        expect(held).toEqual([])
        expect(keptNames.size).toBe(0)
      }
    },
  )

  it('gives the second of two spellings no name that another item has (E42)', () => {
    const taken = entry('\u00e9 (spelling conflict)')
    const { seen } = screen([entry('\u00e9'), entry('e\u0301'), taken], [taken.displayName])
    expect(seen.map(({ nameInTree }) => nameInTree)).toContain('\u00e9 (spelling conflict 2)')
  })

  it('lets letters that differ in case alone both pass (E41)', () => {
    expect(screen([entry('a'), entry('A')]).seen).toHaveLength(2)
  })
})
