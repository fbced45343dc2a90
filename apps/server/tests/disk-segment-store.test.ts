import { segmentStoreConformance } from '@tidemark/test-kit'
import { describe, it } from 'vitest'
import { DiskSegmentStore } from '../src/storage/disk/disk-segment-store.js'
import { tempFolder } from './_temp-folder.js'

describe('DiskSegmentStore', () => {
  const suite = segmentStoreConformance(async ({ segmentBytes }) =>
    DiskSegmentStore.open({ folder: await tempFolder(), segmentBytes, reserveBytes: 0 }),
  )
  it.each(suite)('$title', ({ run }) => run())
})
