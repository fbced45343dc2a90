import { expect, test } from 'vitest'
import { findRoomShort } from './room-short.js'

const item = (code: string) => ({ path: code, code, detail: '', sinceMs: 0, retryAtMs: null })

test('E37 one item that waits for room tells that room is short', () => {
  expect(findRoomShort([item('file_busy'), item('disk_full')])?.code).toBe('disk_full')
  expect(findRoomShort([item('quota_exceeded')])?.code).toBe('quota_exceeded')
})

test('items that wait for something else tell nothing of room', () => {
  expect(findRoomShort([item('file_busy')])).toBeUndefined()
  expect(findRoomShort([])).toBeUndefined()
})
