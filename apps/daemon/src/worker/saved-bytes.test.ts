import { MemoryStateStore } from '@tidemark/test-kit'
import { expect, test } from 'vitest'
import { SavedBytes } from './saved-bytes.js'

test('saved bytes are those of files less those on the wire, over restarts', () => {
  const store = new MemoryStateStore()
  const traffic = { putBytes: 0, sentBytes: 0 }
  const saved = new SavedBytes(store, traffic)
  traffic.sentBytes = 300
  // Content goes up before the file counts.
  expect(saved.read()).toBe(0)
  traffic.putBytes = 1_000
  expect(saved.read()).toBe(700)
  saved.keep()
  expect(new SavedBytes(store, { putBytes: 0, sentBytes: 0 }).read()).toBe(700)
  const next = new SavedBytes(store, { putBytes: 50, sentBytes: 10 })
  expect(next.read()).toBe(740)
  expect(new SavedBytes(store, { putBytes: 0, sentBytes: 0 }).read()).toBe(700)
})

test('a count that is none begins anew', () => {
  const store = new MemoryStateStore()
  store.transaction((tx) => tx.setSetting('saved_bytes', 'many'))
  expect(new SavedBytes(store, { putBytes: 0, sentBytes: 0 }).read()).toBe(0)
})
