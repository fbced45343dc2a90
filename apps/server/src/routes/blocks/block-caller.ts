import { AppError, type SpaceId } from '@tidemark/protocol'
import {
  type Access,
  type BlockCaller,
  type Caller,
  type MetadataStore,
  openSpace,
} from '@tidemark/server-core'

/**
 * The calling device in a space that it may use so.
 * @throws AppError `not_found` for a space that is not the caller's to use (SEC-40)
 */
export async function requireBlockCaller(
  store: MetadataStore,
  caller: Caller,
  spaceId: SpaceId,
  access: Access,
): Promise<BlockCaller> {
  // The endpoint table lets devices only through to the block routes.
  if (caller.deviceId === null) throw new AppError('unauthorized')
  const { space } = await openSpace(store, caller, spaceId, access)
  return { ownerId: space.accountId, spaceId, deviceId: caller.deviceId }
}
