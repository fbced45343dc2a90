import { expect, test } from 'vitest'
import { conflicts, folderStatus, statusOf } from '../_status.js'
import { decideNotices, type NoticeMemory, QUIET_MS } from './decide-notices.js'

const ALL = { conflicts: true, problems: true }
const well = statusOf(folderStatus('a'))
const withConflicts = (count: number) => statusOf(folderStatus('a', conflicts(count)))
const stopped = statusOf(
  folderStatus('a', {
    state: 'stopped',
    error: { code: 'folder_missing', message: 'The synced folder is not there.' },
  }),
)

/** What each picture tells, one every minute. */
function tell(pictures: readonly (typeof well)[], wanted = ALL): string[][] {
  let memory: NoticeMemory
  return pictures.map((picture, minute) => {
    const decision = decideNotices(memory, picture, wanted, minute * 60_000)
    memory = decision.memory
    return decision.show.map(({ kind, count }) => `${kind} ${count}`)
  })
}

test('the first picture tells nothing: all of it was there before', () => {
  expect(tell([withConflicts(5), withConflicts(5)])).toEqual([[], []])
})

test('new conflicts are told, each once', () => {
  const pictures = [well, withConflicts(1), withConflicts(1), withConflicts(3), well]
  expect(tell(pictures)).toEqual([[], ['conflicts 1'], [], ['conflicts 2'], []])
})

test('a conflict that comes again after all were settled is told again', () => {
  expect(tell([well, withConflicts(1), well, withConflicts(1)]).at(-1)).toEqual(['conflicts 1'])
})

test('a thousand conflicts in a moment are two notices, the second for the rest', () => {
  let memory = decideNotices(undefined, well, ALL, 0).memory
  const shown: number[] = []
  let againInMs: number | undefined
  for (let count = 1; count <= 1000; count++) {
    const decision = decideNotices(memory, withConflicts(count), ALL, 1000 + count)
    memory = decision.memory
    againInMs = decision.againInMs
    shown.push(...decision.show.map((notice) => notice.count))
  }
  expect(shown).toEqual([1])
  expect(againInMs).toBeLessThanOrEqual(QUIET_MS)
  const later = decideNotices(memory, withConflicts(1000), ALL, 2000 + QUIET_MS)
  expect(later.show).toMatchObject([{ kind: 'conflicts', count: 999 }])
  expect(later.againInMs).toBeUndefined()
})

test('room that is short is told once, though the item is tried again and again (E37)', () => {
  const item = { path: 'a', code: 'disk_full', detail: '', sinceMs: 0 }
  const full = (retryAtMs: number) =>
    statusOf(folderStatus('a', { held: [{ ...item, retryAtMs }] }))
  expect(tell([well, full(1), full(2), well, full(3)])).toEqual([
    [],
    ['room 0'],
    [],
    [],
    ['room 0'],
  ])
})

test('a folder that stops is told with its reason, and again only after it was well', () => {
  expect(tell([well, stopped, stopped, well, stopped])).toEqual([
    [],
    ['problem 0'],
    [],
    [],
    ['problem 0'],
  ])
  const { memory } = decideNotices(undefined, well, ALL, 0)
  expect(decideNotices(memory, stopped, ALL, 60_000).show).toMatchObject([
    { text: 'The synced folder is not there.', folder: { folderId: 'a' } },
  ])
})

test('held deletions are told with the number of files', () => {
  const held = statusOf(folderStatus('a', { heldDeletes: { local: 400, server: 0 } }))
  expect(tell([well, held, held])).toEqual([[], ['deletes 400'], []])
})

test('no network is no news', () => {
  expect(tell([well, statusOf(folderStatus('a', { state: 'offline' }))])).toEqual([[], []])
})

test('what a person does not want to hear is not told, nor later', () => {
  const quiet = { conflicts: false, problems: false }
  expect(tell([well, withConflicts(2), stopped], quiet)).toEqual([[], [], []])
})

test('a folder that is linked later starts from nothing', () => {
  const both = statusOf(folderStatus('a'), folderStatus('b', conflicts(1)))
  expect(tell([well, both])).toEqual([[], ['conflicts 1']])
})
