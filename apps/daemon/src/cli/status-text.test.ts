import type { FolderStatus, Status } from '@tidemark/control'
import { parseId, type SpaceId } from '@tidemark/protocol'
import { expect, test } from 'vitest'
import { formatFolderLine, formatStatus } from './status-text.js'
import { PLAIN } from './style.js'

const NOW = 1_000_000_000_000
const none = { doneBytes: 0, totalBytes: 0, bytesPerSecond: 0 }

const idle: FolderStatus = {
  folderId: 'f1',
  path: '/home/sam/Documents',
  spaceId: parseId<SpaceId>('ab'.repeat(16)),
  spaceName: 'Documents',
  state: 'idle',
  error: null,
  counts: { items: 12_345, pending: 0, held: 0, conflicts: 0 },
  bytes: { up: none, down: none },
  activePaths: [],
  held: [],
  heldDeletes: { local: 0, server: 0 },
  lastSyncAtMs: NOW - 120_000,
  watch: { mode: 'watching', advice: null },
  restarts: 0,
  settled: true,
}

function textOf(folder: Partial<FolderStatus>, account: Partial<Status> = {}): string {
  const status: Status = {
    version: '0.1.0',
    profile: '/p',
    account: {
      ...{ serverUrl: 'https://files.example.org/', login: 'sam', deviceName: 'laptop' },
      insecure: false,
    },
    folders: [{ ...idle, ...folder }],
    settled: true,
    ...account,
  }
  return formatStatus(status, PLAIN, NOW)
}

test('a quiet folder takes two lines', () => {
  expect(textOf({})).toBe(`Signed in as sam at https://files.example.org/ on laptop

/home/sam/Documents (space Documents)
  up to date, 12,345 items, last synced 2 min ago`)
})

test('a pause by a rule tells which, and how to go on all the same', () => {
  const text = textOf({ state: 'paused', pausedBy: 'metered' })
  expect(text).toContain('paused while the connection is metered, 12,345 items')
  expect(text).toContain('tidemark resume syncs all the same')
  expect(textOf({ state: 'paused', pausedBy: 'person' })).not.toContain('all the same')
})

test('a busy folder shows progress, rate and what it works on', () => {
  const text = textOf({
    state: 'syncing',
    settled: false,
    counts: { items: 10, pending: 3, held: 0, conflicts: 0 },
    bytes: { up: { doneBytes: 25e6, totalBytes: 1e8, bytesPerSecond: 5e6 }, down: none },
    activePaths: ['film.mkv'],
  })
  expect(text).toContain(`  syncing, 10 items, 3 changes left
  up   #####--------------- 25 %  25 MB of 100 MB, 5.0 MB/s
    film.mkv`)
})

test('held items, conflicts and held deletions each say what to do', () => {
  const text = textOf({
    counts: { items: 10, pending: 0, held: 8, conflicts: 1 },
    held: [
      { path: 'aux\u001b.txt', code: 'name_held', detail: '', sinceMs: 0, retryAtMs: null },
      { path: 'old', code: 'deletes_held', detail: '', sinceMs: 0, retryAtMs: null },
    ],
    heldDeletes: { local: 7, server: 0 },
  })
  expect(text).toContain('! 7 deletions held back: tidemark deletes shows them')
  expect(text).toContain('! 1 conflict: tidemark conflicts lists them')
  expect(text).toContain('! 1 item not synced:')
  expect(text).toContain('aux\\x1b.txt: The name cannot exist on this computer.')
})

test('a folder that is not there says so', () => {
  const error = { code: 'folder_missing', message: 'x' }
  expect(textOf({ state: 'attention', error, lastSyncAtMs: null })).toContain(
    '! The synced folder is not there. Syncing is paused and nothing is deleted.',
  )
})

test('idle is not called up to date before the server was asked', () => {
  expect(textOf({ settled: false })).toContain('  checking,')
})

test('SEC-129 an unencrypted connection is shown as long as it lasts', () => {
  const account = { serverUrl: 'http://nas/', login: 'sam', deviceName: 'l', insecure: true }
  expect(textOf({}, { account })).toContain('! The connection is not encrypted')
})

test('without account or folders it tells the next step', () => {
  expect(textOf({}, { account: null, folders: [] })).toBe(
    'Not signed in. Sign in with: tidemark login <server>',
  )
  expect(textOf({}, { folders: [] })).toContain('tidemark link <folder>')
})

test('in a pipe a folder is one line', () => {
  const counts = { items: 1, pending: 2, held: 3, conflicts: 1 }
  expect(formatFolderLine({ ...idle, state: 'offline', counts })).toBe(
    '/home/sam/Documents  offline, changes are kept  2 left  3 held  1 conflict',
  )
})
