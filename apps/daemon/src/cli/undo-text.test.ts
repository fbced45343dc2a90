import { expect, test } from 'vitest'
import { parseMoment } from './moment-argument.js'
import { PLAIN } from './style.js'
import { formatUndone, formatUndoPreview } from './undo-text.js'

const NOW_MS = new Date(2026, 10, 22, 14, 5).getTime()
const nothing = { back: 0, place: 0, content: 0, trash: 0 }
const folder = {
  folderId: 'f',
  folderPath: '/home/ann/Files',
  throughSeq: 7,
  isWhole: true,
  counts: { ...nothing, back: 2, trash: 1 },
  examples: [
    { action: 'back' as const, path: 'a' },
    { action: 'trash' as const, path: 'b' },
  ],
  kept: { count: 1, examples: [{ obstacle: 'name_taken' as const, path: 'c' }] },
}
const preview = {
  undoId: 'aa'.repeat(16) as never, // only shown
  deviceId: 'bb'.repeat(16) as never, // as above
  deviceName: 'Phone',
  sinceMs: NOW_MS,
  folders: [folder],
}

test('a preview of an undo says what would happen, what would stay and how to go on', () => {
  expect(formatUndoPreview(preview, PLAIN).split('\n')).toEqual([
    'What Phone did since 2026-11-22 14:05:',
    '',
    '/home/ann/Files',
    '  2 items to come back from the trash',
    '    a',
    '  1 item to go to the trash',
    '    b',
    '  1 item to stay as now:',
    '    c: another item has its name',
    '',
    'Nothing was done yet. The same command with --yes does it; it can be undone itself.',
  ])
})

test('an undo of nothing says so, and what the journal no longer tells', () => {
  const empty = { ...folder, counts: nothing, examples: [], kept: { count: 0, examples: [] } }
  expect(formatUndoPreview({ ...preview, folders: [empty] }, PLAIN)).toContain('Nothing that could')
  const done = formatUndone([{ ...empty, isWhole: false }], PLAIN)
  expect(done).toContain('Nothing to undo.')
  expect(done).toContain('no longer recorded')
  expect(formatUndone([folder], PLAIN)).toContain('2 items came back from the trash')
})

test('SEC-71 names in an undo reach the terminal escaped', () => {
  const evil = 'a\u001b[2Jb'
  const kept = { count: 1, examples: [{ obstacle: 'in_use' as const, path: evil }] }
  const bad = {
    ...folder,
    folderPath: evil,
    examples: [{ action: 'back' as const, path: evil }],
    kept,
  }
  const text = formatUndoPreview({ ...preview, deviceName: evil, folders: [bad] }, PLAIN)
  expect(text + formatUndone([bad], PLAIN)).not.toContain('\u001b')
})

test.each([
  ['30m', NOW_MS - 30 * 60_000],
  ['2h', NOW_MS - 2 * 3_600_000],
  ['3 d', NOW_MS - 3 * 86_400_000],
  ['2026-11-22', new Date(2026, 10, 22).getTime()],
  ['2026-11-22 14:05', NOW_MS],
  ['2026-11-22T14:05:00', NOW_MS],
])('%j is a moment', (text, atMs) => {
  expect(parseMoment(text, NOW_MS)).toBe(atMs)
})

test.each(['', 'yesterday', '3', '3w', '-2h', '2026-13-01 10:00', '22.11.2026'])(
  '%j is no moment',
  (text) => {
    expect(() => parseMoment(text, NOW_MS)).toThrow()
  },
)
