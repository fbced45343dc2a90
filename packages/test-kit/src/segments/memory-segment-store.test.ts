import { describe, it } from 'vitest'
import { MemorySegmentStore } from './memory-segment-store.js'
import { segmentStoreConformance } from './segment-store-conformance.js'

describe('MemorySegmentStore', () => {
  const suite = segmentStoreConformance(async ({ segmentBytes }) => {
    let last = 0
    const bytes = (count: number) => {
      last += 1
      return new Uint8Array(count).fill(last)
    }
    return new MemorySegmentStore({ rng: { bytes }, segmentBytes })
  })
  it.each(suite)('$title', ({ run }) => run())
})
