import { type BlockStorage, type Clock, findMissing } from '@tidemark/server-core'
import type { Handler } from '../../http/route-types.js'
import { requireBlockCaller } from './block-caller.js'

export function findMissingBlocksRoute(
  storage: BlockStorage,
  clock: Clock,
): Handler<'findMissingBlocks'> {
  return async ({ caller, params, body }) => {
    const { metadata } = storage
    const target = await requireBlockCaller(metadata, caller, params.spaceId, 'write')
    return { missing: await findMissing(storage, clock, target, body.blockIds) }
  }
}
