import { toControlError } from '@tidemark/control'
import { AppError, ERRORS, type ErrorCode } from '@tidemark/protocol'
import { expect, test } from 'vitest'
import { formatCompletion, SHELLS } from './completion-scripts.js'
import { formatConflicts, formatResolvedConflicts } from './conflict-text.js'
import { describeForPeople, formatError } from './error-text.js'
import { EXIT, exitCodeOf } from './exit-codes.js'
import { formatLinkPreview } from './link-preview-text.js'
import { formatChecks, formatHolds, formatTrash } from './listing-text.js'
import { printable } from './printable.js'
import { chooseStyle, PLAIN } from './style.js'
import { countRows } from './terminal.js'
import { countOf, formatAgo, formatBytes, formatCount } from './wording.js'

test.each([
  ['\u001b[31mred', '\\x1b[31mred'],
  ['two\nlines\r\t', 'two\\x0alines\\x0d\\x09'],
  ['safe\u202etxt.exe', 'safe\\u{202e}txt.exe'],
  ['a\u2028b\u200b', 'a\\u{2028}b\\u{200b}'],
  ['\u009b2J', '\\x9b2J'],
  ['half \ud800', 'half \\u{d800}'],
  ['<img src=x onerror=..>', '<img src=x onerror=..>'],
  ['휴가 사진 👋.jpg', '휴가 사진 👋.jpg'],
])('SEC-71 %j is shown as %j', (name, shown) => {
  expect(printable(name)).toBe(shown)
})

test('SEC-71 names of others reach no list unescaped', () => {
  const evil = 'a\u001b[2Jb'
  const holder = { folderId: 'f', folderPath: `/${evil}` }
  const texts = [
    formatTrash(
      {
        items: [
          {
            ...holder,
            nodeId: 'aa'.repeat(16) as never, // only shown
            ...{ kind: 'file', path: evil, deletedAtMs: 0, deviceName: evil },
            ...{ fileCount: 1, sizeBytes: 1 },
          },
        ],
        more: false,
      },
      PLAIN,
    ),
    formatHolds(
      {
        holds: [
          {
            ...holder,
            ...{ holdId: null, deviceName: evil, atMs: 0, fileCount: 1, spaceFileCount: 1 },
            examplePaths: [evil],
          },
        ],
      },
      PLAIN,
    ),
    formatConflicts(
      [
        {
          ...holder,
          conflictId: 'aa'.repeat(16) as never, // only shown
          ...{ path: evil, copyPath: evil, deviceName: evil, atMs: 0 },
        },
      ],
      PLAIN,
    ),
    formatResolvedConflicts(
      [
        {
          ...holder,
          conflictId: 'aa'.repeat(16) as never, // only shown
          ...{ path: evil, copyPath: evil, deviceName: evil },
          ...{ atMs: 0, choice: 'both', resolvedAtMs: 0, resolvedBy: evil },
        },
      ],
      PLAIN,
    ),
    formatChecks([{ name: evil, outcome: 'ok', detail: evil, advice: evil }], PLAIN),
    formatError(new AppError('folder_unsuitable', { path: evil, problem: evil }), PLAIN, true),
    formatError(new Error(evil), PLAIN, true),
  ]
  for (const text of texts) expect(text).not.toContain('\u001b')
})

test('sizes, counts and times read well', () => {
  const sizes = [0, 1, 999, 1000, 9949, 9950, 999_499, 999_500, 1.4e9, 2.5e15, 7e18]
  expect(sizes.map(formatBytes)).toEqual([
    ...['0 bytes', '1 byte', '999 bytes', '1.0 kB', '9.9 kB', '10 kB', '999 kB', '1.0 MB'],
    ...['1.4 GB', '2.5 PB', '7000 PB'],
  ])
  expect(formatCount(1_234_567)).toBe('1,234,567')
  expect([countOf(1, 'file'), countOf(2, 'file')]).toEqual(['1 file', '2 files'])
  const ago = [-5, 0, 59, 60, 3599, 3600, 172_799, 172_800].map((s) => formatAgo(0, s * 1000))
  expect(ago).toEqual([
    ...['just now', 'just now', 'just now', '1 min ago', '59 min ago', '1 h ago', '47 h ago'],
    '2 days ago',
  ])
})

test('an error says what happened and what to do', () => {
  const error = new AppError('folder_unsuitable', {
    problem: 'it is inside /a, which is linked',
    path: '/a/b',
  })
  expect(formatError(error, PLAIN, false)).toBe(
    'tidemark: This folder cannot be synced. (it is inside /a, which is linked, /a/b)\n' +
      '  Choose another folder, or remove what stands in the way.\n',
  )
  const usage = new AppError('invalid_request', { problem: 'give a path' })
  expect(describeForPeople(usage).what).toBe('Not possible: give a path.')
})

test('verbose adds code, details and causes', () => {
  const cause = new Error('connect ECONNREFUSED', { cause: new Error('deep') })
  const error = new AppError('server_unreachable', { reason: 'ECONNREFUSED' }, { cause })
  const text = formatError(error, PLAIN, true)
  expect(text).toContain('code: server_unreachable')
  expect(text).toContain('cause: connect ECONNREFUSED')
  expect(text).toContain('cause: deep')
  expect(formatError(error, PLAIN, false)).not.toContain('code:')
})

test('every error code has an exit code of the table', () => {
  const known = new Set<number>(Object.values(EXIT))
  const codes = Object.keys(ERRORS) as ErrorCode[] // keys of the registry are its codes
  for (const code of codes) expect(known).toContain(exitCodeOf(code))
  expect(exitCodeOf('not_signed_in')).toBe(3)
  expect(exitCodeOf('server_unreachable')).toBe(4)
  expect(exitCodeOf('deletes_held')).toBe(5)
})

test('NO_COLOR, dumb terminals and pipes get plain text', () => {
  expect(chooseStyle(true, {}).bold('x')).toBe('\u001b[1mx\u001b[22m')
  for (const style of [chooseStyle(true, { NO_COLOR: '1' }), chooseStyle(false, {})]) {
    expect(style.bad('x')).toBe('x')
  }
  expect(chooseStyle(true, { TERM: 'dumb' }).good('x')).toBe('x')
  expect(chooseStyle(true, { NO_COLOR: '' }).good('x')).not.toBe('x')
})

test('a redraw goes up by the rows that were drawn, styling not counted', () => {
  const { bold } = chooseStyle(true, {})
  expect(countRows(`${bold('abc')}\n\n${'x'.repeat(25)}`, 10)).toBe(5)
  expect(countRows('x'.repeat(500), 0)).toBe(1)
})

test.each(SHELLS)('the completion for %s knows commands and options', (shell) => {
  const script = formatCompletion(shell, [
    { name: 'status', description: "what's up", options: ['--json'] },
  ])
  expect(script).toContain('status')
  expect(script).toMatch(/json/)
})

test('a preview of a link reads as what goes where, and what stands in the way', () => {
  const preview = {
    ...{ path: '/home/sam/Docs', isNewSpace: false, deletes: 0 as const, same: { files: 1 } },
    ...{ toUpload: { files: 2, bytes: 1500 }, toDownload: { files: 0, bytes: 0 } },
    conflicts: { files: 1, examplePaths: ['b\u001b.txt'] },
    ...{ ignored: { items: 3 }, held: { items: 0, examplePaths: [] }, problem: null },
  }
  expect(formatLinkPreview(preview, PLAIN)).toBe(
    [
      '/home/sam/Docs',
      '  up      2 files, 1.5 kB',
      '  down    nothing',
      '  equal   1 file',
      '  differ  1 file; both versions stay',
      '            b\\x1b.txt',
      '  deleted nothing',
      '  3 items left alone by rules',
    ].join('\n'),
  )
  const problem = toControlError(new AppError('folder_unsuitable', { problem: 'it is linked' }))
  expect(formatLinkPreview({ ...preview, problem }, PLAIN)).toMatch(/^This folder cannot be synced/)
})
