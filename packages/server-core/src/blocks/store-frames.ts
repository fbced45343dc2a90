import { AppError, type BlockFrame, type BlockId, type Frame } from '@tidemark/protocol'
import type { CrashPoint } from '../crash-points.js'
import type { Clock } from '../ports.js'
import type { BlockCaller } from './find-missing.js'
import { batchFrames } from './frame-batches.js'
import type { InFlightWrites } from './in-flight-writes.js'
import { persistBlocks, type VerifiedBlock } from './persist-blocks.js'
import type { SealRequest } from './ports.js'
import { readBlocks } from './read-blocks.js'
import type { BlockStorage } from './storage.js'

/** What became of one frame. */
export interface FrameOutcome {
  readonly blockId: BlockId
  readonly result: 'stored' | 'rejected'
  /** Code of the error registry when rejected. */
  readonly error?: 'block_hash_mismatch' | 'block_undecodable' | 'block_not_yours'
}

/** Outcomes in the order of the pack, and what ended it early. */
export interface UploadOutcome {
  readonly outcomes: readonly FrameOutcome[]
  /** A fault of the source or of storage; what is listed as stored stays stored. */
  readonly fault?: unknown
}

/** What `storeFrames` needs. */
export interface StoreFramesOptions {
  readonly storage: BlockStorage
  readonly clock: Clock
  readonly inFlight: InFlightWrites
  readonly crashPoint: CrashPoint
}

/**
 * Verifies and stores the frames of one upload. When it resolves, every block listed as stored
 * would survive a power cut and is granted to the device, in this order: records durable, then
 * index rows and grant in one transaction, then the answer (P6). While one batch is written the
 * next is verified. Never throws for the source or for storage: see `fault`.
 */
export async function storeFrames(
  options: StoreFramesOptions,
  caller: BlockCaller,
  source: AsyncIterable<Frame>,
): Promise<UploadOutcome> {
  const outcomes: FrameOutcome[] = []
  let persisting: Promise<void> = Promise.resolve()
  try {
    for await (const { frames, fault } of batchFrames(source)) {
      // The bases of a delta may be in the batch that is being written.
      if (frames.some(({ bases }) => bases.length > 0)) await persisting
      const verified = await verifyFrames(options, caller, frames)
      await persisting
      persisting = persistBatch(options, caller, verified).then((batch) => {
        outcomes.push(...batch)
      })
      // Awaited by the next round; a failure in between must not count as unhandled.
      persisting.catch(() => undefined)
      if (fault !== undefined) {
        await persisting
        return { outcomes, fault }
      }
    }
    await persisting
    return { outcomes }
  } catch (fault) {
    return { outcomes, fault }
  }
}

type Verified = VerifiedBlock | FrameOutcome

async function verifyFrames(
  { storage, clock }: StoreFramesOptions,
  caller: BlockCaller,
  frames: readonly BlockFrame[],
): Promise<Verified[]> {
  const { ownerId } = caller
  const known = await storage.metadata.read((tx) =>
    tx.findBlocks(
      ownerId,
      frames.map(({ blockId }) => blockId),
    ),
  )
  const dictionaries = await readDictionaries(storage, clock, caller, frames)
  const seen = new Set<BlockId>()
  const requests: SealRequest[] = []
  for (const { bases, ...frame } of frames) {
    const { blockId } = frame
    const isStored = known.has(blockId) && !storage.damage.has(ownerId, blockId)
    const request = { ...frame, verifyOnly: isStored || seen.has(blockId) }
    const dictionary = bases.length > 0 ? dictionaries(bases) : undefined
    requests.push(dictionary === undefined ? request : { ...request, dictionary })
    seen.add(blockId)
  }
  const results = await storage.codec.seal(ownerId, requests)
  return requests.map((request, i): Verified => {
    const result = results[i]
    const { blockId } = request
    if (request.encoding === 'zstd_dictionary' && request.dictionary === undefined) {
      return { blockId, result: 'rejected', error: 'block_not_yours' }
    }
    if (result === undefined) throw new Error('the codec left out a result')
    if (!result.ok) return { blockId, result: 'rejected', error: result.error }
    return { request, record: result.record, replaces: known.get(blockId) }
  })
}

/**
 * Plaintext of the bases that this device may read in this space. The result joins the spans of one
 * frame; undefined when one of them is not there, is not the device's to use or is too short.
 */
async function readDictionaries(
  storage: BlockStorage,
  clock: Clock,
  { ownerId, spaceId, deviceId }: BlockCaller,
  frames: readonly BlockFrame[],
): Promise<(bases: BlockFrame['bases']) => Uint8Array | undefined> {
  const ids = [...new Set(frames.flatMap(({ bases }) => bases.map(({ blockId }) => blockId)))]
  if (ids.length === 0) return () => undefined
  const readable = await storage.metadata.read((tx) =>
    tx.readableBlocks(spaceId, deviceId, ids, clock.nowMs()),
  )
  const blocks = await readBlocks(storage, ownerId, [...readable], 'plain')
  return (bases) => {
    const joined = new Uint8Array(bases.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const { blockId, offset, length } of bases) {
      const plain = blocks.get(blockId)?.payload
      if (plain === undefined || offset + length > plain.length) return undefined
      joined.set(plain.subarray(offset, offset + length), at)
      at += length
    }
    return joined
  }
}

async function persistBatch(
  options: StoreFramesOptions,
  caller: BlockCaller,
  verified: readonly Verified[],
): Promise<FrameOutcome[]> {
  const blocks = verified.filter((item): item is VerifiedBlock => 'request' in item)
  if (blocks.length > 0) {
    await options.inFlight.track(() => persistBlocks(options, caller, blocks))
  }
  return verified.map((item) =>
    'request' in item ? { blockId: item.request.blockId, result: 'stored' } : item,
  )
}

/** The error to answer with when an upload ended early for a reason of the registry. */
export function uploadFaultCode(fault: unknown): string | undefined {
  if (fault instanceof AppError) return fault.code
  if (fault instanceof Error && 'code' in fault && typeof fault.code === 'string') {
    return fault.code.startsWith('pack_') ? fault.code : undefined
  }
  return undefined
}
