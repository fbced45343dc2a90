import type { FolderStatus } from '@tidemark/control'
import { expect, describe as group, test } from 'vitest'
import { conflicts, folderStatus, statusOf } from '../_status.js'
import { ENGLISH } from '../wording/english.js'
import { describe, trayMenu } from './tray-menu.js'
import { summarize, type TrayState } from './tray-state.js'

const stateOf = (...states: FolderStatus['state'][]) =>
  summarize(statusOf(...states.map((state, at) => folderStatus(`f${at}`, { state }))), 'connected')
    .state

group('the state of the tray', () => {
  test.each<[FolderStatus['state'][], TrayState]>([
    [[], 'idle'],
    [['idle'], 'idle'],
    [['idle', 'paused'], 'idle'],
    [['paused', 'paused'], 'paused'],
    [['paused', 'syncing'], 'syncing'],
    [['offline', 'scanning'], 'syncing'],
    [['offline', 'idle'], 'offline'],
    [['paused', 'offline'], 'offline'],
    [['syncing', 'attention'], 'attention'],
    [['paused', 'stopped'], 'attention'],
  ])('of folders that are %j is %s', (states, expected) => {
    expect(stateOf(...states)).toBe(expected)
  })

  test('an open conflict or a held deletion asks for attention, also while things move', () => {
    const busy = folderStatus('a', { state: 'syncing', ...conflicts(2) })
    expect(summarize(statusOf(busy), 'connected')).toMatchObject({
      state: 'attention',
      conflictCount: 2,
    })
    const held = folderStatus('a', { heldDeletes: { local: 3, server: 4 } })
    expect(summarize(statusOf(held), 'connected')).toMatchObject({
      state: 'attention',
      heldDeleteCount: 7,
    })
  })

  test('an item that waits is not "up to date", and one that waits for room asks for attention', () => {
    const item = { path: 'a', detail: '', sinceMs: 0, retryAtMs: 1 }
    const counts = { items: 3, pending: 1, held: 1, conflicts: 0 }
    const waiting = (code: string) =>
      summarize(statusOf(folderStatus('a', { counts, held: [{ ...item, code }] })), 'connected')
    expect(waiting('file_busy').state).toBe('syncing')
    expect(waiting('disk_full').state).toBe('attention')
  })

  test('without a daemon it is offline, and asks for attention once starting failed', () => {
    const last = statusOf(folderStatus('a', { state: 'syncing' }))
    expect(summarize(undefined, 'starting').state).toBe('offline')
    expect(summarize(last, 'restarting').state).toBe('offline')
    expect(summarize(last, 'failed').state).toBe('attention')
    expect(summarize(last, 'too_new').state).toBe('attention')
  })

  test('progress and rate add up over folders and directions', () => {
    const moving = (doneBytes: number, bytesPerSecond: number) => ({
      doneBytes,
      totalBytes: 100,
      bytesPerSecond,
    })
    const bytes = { up: moving(10, 1000), down: moving(30, 500) }
    const status = statusOf(
      folderStatus('a', { state: 'syncing', bytes }),
      folderStatus('b', { state: 'syncing', bytes }),
    )
    const summary = summarize(status, 'connected')
    expect(summary).toMatchObject({ progress: 0.2, bytesPerSecond: 3000 })
    expect(describe(summary, status, 'connected', ENGLISH, 'en')).toBe('Syncing 20%, 3 kB/s')
  })
})

group('the menu of the tray', () => {
  const menu = (...folders: FolderStatus[]) => {
    const status = statusOf(...folders)
    return trayMenu(summarize(status, 'connected'), status, 'Up to date', ENGLISH)
  }
  const labels = (...folders: FolderStatus[]) => menu(...folders).map((row) => row?.label)

  test('what waits for a decision stands at the top', () => {
    const rows = labels(
      folderStatus('a', { ...conflicts(1), heldDeletes: { local: 2, server: 0 } }),
    )
    expect(rows.slice(0, 3)).toEqual([
      'Up to date',
      '1 conflict',
      'Deletion of 2 files waits for you',
    ])
  })

  test('folders open by name, a few of many', () => {
    expect(labels(folderStatus('Work'))).toContain('Open Work')
    const many = Array.from({ length: 40 }, (_, at) => folderStatus(`f${at}`))
    expect(labels(...many).filter((label) => label?.startsWith('Open f'))).toHaveLength(8)
  })

  test('pausing and resuming are never offered together, nor without a folder', () => {
    expect(labels(folderStatus('a'))).toContain('Pause syncing')
    expect(labels(folderStatus('a', { state: 'paused' }))).toContain('Resume syncing')
    expect(labels(folderStatus('a', { state: 'paused' }))).not.toContain('Pause syncing')
    expect(labels()).not.toContain('Pause syncing')
  })

  test('before the first folder it says what is missing', () => {
    const status = statusOf()
    const summary = summarize(status, 'connected')
    expect(describe(summary, status, 'connected', ENGLISH, 'en')).toBe('Not set up yet')
  })
})
