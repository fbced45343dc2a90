import { describe, it } from 'vitest'
import { MemoryMetadataStore } from './memory-metadata-store.js'
import { metadataStoreConformance } from './metadata-store-conformance.js'

class DisposableStore extends MemoryMetadataStore implements AsyncDisposable {
  async [Symbol.asyncDispose](): Promise<void> {
    // Nothing outlives the object.
  }
}

describe('MemoryMetadataStore', () => {
  it.each(metadataStoreConformance(async () => new DisposableStore()))('$title', ({ run }) => run())
})
