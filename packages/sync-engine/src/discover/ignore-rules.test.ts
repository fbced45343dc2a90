import { parseRelPath, type RelPath } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import {
  defaultIgnoreRules,
  describeIgnoreRule,
  IGNORE_FILE_NAME,
  ignoreRulesFrom,
} from './ignore-rules.js'

/** Rules, then the line that decides about each path; a slash at the end makes it a folder. */
type Row = readonly [title: string, lines: readonly string[], Record<string, number | null>]

/** What `git check-ignore --no-index --verbose` answers about the same rules and paths. */
const ROWS: readonly Row[] = [
  ['a name, at any depth', ['a'], { a: 1, 'b/a': 1, 'a/': 1, 'a/b': 1, ab: null }],
  ['a leading slash as the top', ['/a'], { a: 1, 'b/a': null }],
  ['a slash inside as a path from the top', ['a/b'], { 'a/b': 1, 'c/a/b': null }],
  ['a slash at the end as folders only', ['a/'], { a: null, 'a/': 1, 'a/x': 1, 'b/a/': 1 }],
  ['the later line over the earlier', ['*.log', '!b.log'], { 'a.log': 1, 'b.log': null }],
  ['a taken back name ignored again', ['*', '!a', 'a'], { a: 3, b: 1 }],
  ['nothing inside an ignored folder', ['a/', '!a/b'], { 'a/b': 1 }],
  ['what is inside, but not the folder', ['a/*', '!a/b'], { 'a/': null, 'a/b': null, 'a/c': 1 }],
  ['a lonely star', ['*'], { a: 1, 'a/b': 1, '.x': 1 }],
  ['a star within one name only', ['a/*/c'], { 'a/b/c': 1, 'a/b/b/c': null, 'a/c': null }],
  ['stars as folders at the start', ['**/a/b'], { 'a/b': 1, 'x/y/a/b': 1, 'a/x/b': null }],
  ['stars as folders in the middle', ['a/**/b'], { 'a/b': 1, 'a/x/y/b': 1, 'x/a/b': null }],
  ['stars as contents at the end', ['a/**'], { 'a/': null, 'a/x': 1, 'a/x/y': 1 }],
  ['stars in a name as one star', ['a**b'], { ab: 1, axxb: 1, 'a/b': null }],
  ['three stars like two', ['a/***/b'], { 'a/b': 1, 'a/x/b': 1 }],
  ['a question mark', ['a?c'], { abc: 1, ac: null, 'a/c': null, abbc: null }],
  ['a class', ['[ab]x'], { ax: 1, bx: 1, cx: null }],
  ['a class without', ['[!ab]x', '[^c]y'], { ax: null, cx: 1, cy: null, ay: 2 }],
  ['a range', ['[b-d0-9]'], { a: null, b: 1, d: 1, e: null, 5: 1 }],
  ['a bracket as the first of a class', ['[]a]', '[!]]b'], { ']': 1, a: 1, ']b': null, xb: 2 }],
  ['a hyphen at the end of a class', ['[a-]'], { a: 1, '-': 1, b: null }],
  ['a named class', ['[[:digit:]x]'], { 7: 1, x: 1, a: null }],
  ['a named class nobody knows', ['[[:bad:]a]'], { a: null }],
  ['an open bracket', ['[a'], { '[a': null, a: null }],
  [
    'escaped wildcards',
    ['\\*', '\\[a\\]', 'b\\?'],
    { '*': 1, a: null, '[a]': 2, 'b?': 3, bx: null },
  ],
  ['a backslash at the end', ['a\\'], { 'a\\': null, a: null }],
  ['comments and blank lines', ['# a', '', '   ', 'b'], { '# a': null, a: null, b: 4 }],
  ['an escaped hash or mark', ['\\#a', '\\!b'], { '#a': 1, '!b': 2 }],
  ['spaces at the end, unless escaped', ['a  ', 'b\\ '], { a: 1, 'a  ': null, 'b ': 2, b: null }],
  ['spaces inside', ['a b'], { 'a b': 1, a: null }],
  ['line ends of Windows', ['a\r', 'b\r'], { a: 1, b: 2 }],
  ['letter case', ['a'], { A: null }],
  ['two slashes in a row', ['a//b', '/', '//c'], { 'a/b': null, c: null }],
  ['a lonely mark', ['!', '!/'], { a: null }],
  ['dots like any character', ['a.c', '.*'], { abc: null, 'a.c': 1, '.x': 2 }],
]

describe('ignoreRulesFrom', () => {
  it.each(ROWS)('reads %s as git does', (_, lines, expected) => {
    const rules = ignoreRulesFrom(`${lines.join('\n')}\n`)
    const found = Object.keys(expected).map((path) => {
      const isFolder = path.endsWith('/')
      const rule = rules.explain((isFolder ? path.slice(0, -1) : path) as RelPath, isFolder)
      return [path, rule?.line ?? null]
    })
    expect(Object.fromEntries(found)).toEqual(expected)
  })

  it('compares names in one form of Unicode and whole characters (E42)', () => {
    const rules = ignoreRulesFrom('\u00e9t\u00e9\n\ufeffx\n?\n')
    expect(rules.explain(parseRelPath('e\u0301te\u0301'), false)?.line).toBe(1)
    expect(rules.explain(parseRelPath('😀'), false)?.line).toBe(3)
    expect(ignoreRulesFrom('\ufeffx').explain(parseRelPath('x'), false)?.line).toBe(1)
  })

  it('never hides the root and the file that holds the rules', () => {
    const rules = ignoreRulesFrom('*\n/\n.tidemarkignore\n')
    expect(rules.explain(parseRelPath(''), true)).toBeUndefined()
    expect(rules.explain(parseRelPath(IGNORE_FILE_NAME), false)).toBeUndefined()
    expect(rules.explain(parseRelPath(`a/${IGNORE_FILE_NAME}`), false)?.line).toBe(1)
  })

  it('asks about the item alone or about its folders too', () => {
    const rules = ignoreRulesFrom('build/\n')
    const path = parseRelPath('build/out')
    expect(rules.match(path, false)).toBeUndefined()
    expect(rules.explain(path, false)).toMatchObject({ pattern: 'build/', line: 1 })
  })

  it('is not slowed down by any pattern', () => {
    const rules = ignoreRulesFrom(`${'*a'.repeat(60)}*b\n${'**/a/'.repeat(60)}b\n`)
    const path = Array.from({ length: 100 }, () => 'a'.repeat(200)).join('/')
    expect(rules.match(path as RelPath, false)).toBeUndefined()
  })

  it('takes no more than 2,000 rules', () => {
    const rules = ignoreRulesFrom(Array.from({ length: 3000 }, (_, at) => `n${at}`).join('\n'))
    expect(rules.match(parseRelPath('n1999'), false)).toBeDefined()
    expect(rules.match(parseRelPath('n2000'), false)).toBeUndefined()
  })
})

describe('defaultIgnoreRules', () => {
  const rules = defaultIgnoreRules()
  it.each([
    '.DS_Store',
    'thumbs.DB',
    'a/b/desktop.ini',
    '~$report.docx',
    '.~lock.a.odt#',
    'big.iso.crdownload',
    'x.part',
    '.note.txt.swp',
    'Icon\r',
    '.nfs000000000001',
    'lost+found/x',
    '~WRD0001.tmp',
    '.goutputstream-Q2V8P3',
    'a.txt.sb-1a2b3c4d-AbCdEf/a.txt',
  ])('ignores %j and says why (E50)', (path) => {
    const rule = rules.explain(parseRelPath(path), false)
    expect(rule && describeIgnoreRule(rule)).toMatch(/ \(built-in rule .+\)$/s)
  })

  it.each(['', 'part', 'x.parts', 'DS_Store', 'a~', 'thumbs.db.txt', '.git', 'Icon'])(
    'does not ignore %j',
    (path) => {
      expect(rules.explain(parseRelPath(path), false)).toBeUndefined()
    },
  )

  it('can all be seen, and taken back one by one (E50)', () => {
    expect(rules.rules.map(({ pattern }) => pattern)).toContain('Thumbs.db')
    const edited = ignoreRulesFrom('!Thumbs.db\n')
    expect(edited.explain(parseRelPath('Thumbs.db'), false)).toBeUndefined()
    expect(edited.explain(parseRelPath('desktop.ini'), false)).toBeDefined()
  })

  it('names file and line of a rule of the folder', () => {
    const rule = ignoreRulesFrom('# own\n*.tmp\n').explain(parseRelPath('d/x.tmp'), false)
    expect(rule && describeIgnoreRule(rule)).toBe('.tidemarkignore, line 2: *.tmp')
  })
})
