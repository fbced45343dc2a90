import { describe, it } from 'vitest'
import { MemoryStateStore } from './memory-state-store.js'
import { stateStoreConformance } from './state-store-conformance.js'

describe('MemoryStateStore', () => {
  it.each(stateStoreConformance(() => new MemoryStateStore()))('$title', ({ run }) => run())
})
