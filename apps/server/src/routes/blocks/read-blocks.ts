import type { FrameChecksum } from '@tidemark/protocol'
import { type BlockStorage, type Clock, readFrames } from '@tidemark/server-core'
import { encodePack } from '../../http/packs.js'
import type { Handler } from '../../http/route-types.js'
import { requireBlockCaller } from './block-caller.js'

export function readBlocksRoute(
  storage: BlockStorage,
  clock: Clock,
  checksum: FrameChecksum,
): Handler<'readBlocks'> {
  return async ({ caller, params, body }) => {
    const { metadata } = storage
    const target = await requireBlockCaller(metadata, caller, params.spaceId, 'read')
    return encodePack(readFrames(storage, clock, target, body.blockIds), checksum)
  }
}
