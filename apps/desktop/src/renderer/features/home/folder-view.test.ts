import { describe, expect, it } from 'vitest'
import type { FolderStatus } from '../../../ipc-contract/index.js'
import { gaugeOf, nameOf, overallOf, parentOf, progressOf } from './folder-view.js'

const still = { doneBytes: 0, totalBytes: 0, bytesPerSecond: 0 }

function folder(change: Partial<FolderStatus>) {
  return {
    state: 'idle',
    counts: { items: 1, pending: 0, held: 0, conflicts: 0 },
    held: [],
    heldDeletes: { local: 0, server: 0 },
    bytes: { up: still, down: still },
    ...change,
    // The view reads these fields only.
  } as FolderStatus
}

describe('progress of folders', () => {
  it('adds up both directions and says how long the rest takes', () => {
    const up = { doneBytes: 50, totalBytes: 100, bytesPerSecond: 10 }
    const down = { doneBytes: 0, totalBytes: 50, bytesPerSecond: 10 }
    expect(progressOf([{ bytes: { up, down } }])).toEqual({
      doneBytes: 50,
      totalBytes: 150,
      bytesPerSecond: 20,
      share: 1 / 3,
      leftMs: 5000,
    })
  })

  it('knows no time left while nothing moves, and is full with nothing to do', () => {
    const up = { doneBytes: 0, totalBytes: 100, bytesPerSecond: 0 }
    expect(progressOf([{ bytes: { up, down: still } }]).leftMs).toBeNull()
    expect(progressOf([{ bytes: { up: still, down: still } }]).share).toBe(1)
  })

  it('never exceeds the whole when more arrived than was planned', () => {
    const up = { doneBytes: 120, totalBytes: 100, bytesPerSecond: 1 }
    expect(progressOf([{ bytes: { up, down: still } }])).toMatchObject({ share: 1, leftMs: null })
  })
})

describe('what all folders come to', () => {
  it('names the most urgent of them', () => {
    expect(overallOf(null)).toBe('starting')
    expect(overallOf({ folders: [] })).toBe('empty')
    expect(overallOf({ folders: [folder({}), folder({ state: 'syncing' })] })).toBe('syncing')
    expect(overallOf({ folders: [folder({ state: 'paused' }), folder({})] })).toBe('paused')
    expect(
      overallOf({ folders: [folder({ state: 'syncing' }), folder({ state: 'stopped' })] }),
    ).toBe('stopped')
  })

  it('asks for attention while a conflict or a held deletion waits, whatever else goes on', () => {
    const counts = { items: 9, pending: 3, held: 0, conflicts: 1 }
    expect(overallOf({ folders: [folder({ state: 'syncing', counts })] })).toBe('attention')
    const heldDeletes = { local: 0, server: 12 }
    expect(overallOf({ folders: [folder({ heldDeletes })] })).toBe('attention')
  })

  it('asks for attention while room is short, and says that items wait when they only do (E37)', () => {
    const counts = { items: 9, pending: 1, held: 1, conflicts: 0 }
    const item = (code: string) => ({ path: 'a', code, detail: '', sinceMs: 0, retryAtMs: 1 })
    const waits = (code: string) => ({ folders: [folder({ counts, held: [item(code)] })] })
    expect(overallOf(waits('disk_full'))).toBe('attention')
    expect(overallOf(waits('file_busy'))).toBe('waiting')
    expect(gaugeOf(folder({ counts })).sign).not.toBe('check')
  })

  it('moves the water only while work is under way', () => {
    expect(gaugeOf(folder({ state: 'syncing' })).moves).toBe(true)
    expect(gaugeOf(folder({ state: 'paused' }))).toMatchObject({ moves: false, sign: 'pause' })
  })
})

describe('names and parents of paths', () => {
  it('finds the last name on every platform', () => {
    expect(nameOf('/home/kim/Work/')).toBe('Work')
    expect(nameOf('C:\\Users\\Kim\\Work')).toBe('Work')
    expect(nameOf('/')).toBe('/')
  })

  it('gives the folder of an item, nothing at the top', () => {
    expect(parentOf('a/b/c.txt')).toBe('a/b')
    expect(parentOf('c.txt')).toBe('')
  })
})
