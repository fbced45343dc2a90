import {
  type AccountId,
  AppError,
  type BlockUploadResponse,
  type FrameChecksum,
  isErrorCode,
} from '@tidemark/protocol'
import {
  type CrashPoint,
  type MetadataStore,
  type StoreFramesOptions,
  storeFrames,
  type UploadOutcome,
  uploadFaultCode,
} from '@tidemark/server-core'
import { decodePack } from '../../http/packs.js'
import type { Handler } from '../../http/route-types.js'
import { requireBlockCaller } from './block-caller.js'

export function uploadBlocksRoute(
  options: StoreFramesOptions,
  checksum: FrameChecksum,
): Handler<'uploadBlocks'> {
  const { metadata } = options.storage
  return async ({ caller, params, body }) => {
    const target = await requireBlockCaller(metadata, caller, params.spaceId, 'write')
    await requireQuota(metadata, target.ownerId)
    const frames = decodePack(interrupted(body, options.crashPoint), checksum)
    return uploadResponse(await storeFrames(options, target, frames))
  }
}

/** Says what was kept. A fault with nothing kept before it is answered as the error that it is. */
function uploadResponse({ outcomes, fault }: UploadOutcome): BlockUploadResponse {
  const results = [...outcomes]
  if (fault === undefined) return { results }
  const code = uploadFaultCode(fault)
  if (code === undefined || !isErrorCode(code)) throw fault
  if (results.length === 0) throw new AppError(code, {}, { cause: fault })
  return { results, error: code }
}

/** @throws AppError `quota_exceeded` when the owner has no room left for anything (E108) */
async function requireQuota(store: MetadataStore, ownerId: AccountId): Promise<void> {
  const owner = await store.read((tx) => tx.findAccount(ownerId))
  if (owner?.quotaBytes != null && owner.usedBytes >= owner.quotaBytes) {
    throw new AppError('quota_exceeded')
  }
}

async function* interrupted(
  body: AsyncIterable<Uint8Array>,
  crashPoint: CrashPoint,
): AsyncGenerator<Uint8Array> {
  for await (const bytes of body) {
    yield bytes
    crashPoint('S01')
  }
}
