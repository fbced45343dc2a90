import { MAX_COMMIT_OPERATIONS } from '@tidemark/protocol'

/** Bytes of file content that are handled together. */
const BATCH_BYTES = 16 * 1024 * 1024

/**
 * Cuts steps into batches that share calls to the server and flushes of the disk: small ones
 * first, at most 1,000 steps and 16 MiB each, a larger step alone.
 */
export function batchBySize<T>(steps: readonly T[], sizeOf: (step: T) => number): T[][] {
  const batches: T[][] = []
  let room = 0
  let batch: T[] = []
  for (const step of [...steps].sort((a, b) => sizeOf(a) - sizeOf(b))) {
    const sizeBytes = sizeOf(step)
    if (batch.length === 0 || sizeBytes > room || batch.length >= MAX_COMMIT_OPERATIONS) {
      batch = []
      batches.push(batch)
      room = BATCH_BYTES
    }
    batch.push(step)
    room -= sizeBytes
  }
  return batches
}
