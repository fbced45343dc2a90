import { AppError, type SpaceId } from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import type { Role, SpaceRow } from '../metadata/rows.js'
import type { ReadTransaction } from '../metadata/transactions.js'
import type { MetadataStore } from '../ports.js'

/** What a caller wants to do in a space. */
export type Access = 'read' | 'write'

/** A space that the caller may use. */
export interface OpenSpace {
  readonly space: SpaceRow
  readonly role: Role
}

/**
 * The space, when the caller may use it so. What he may not see does not exist for him (SEC-40).
 * @throws AppError not_found
 */
export async function getSpace(
  tx: ReadTransaction,
  caller: Caller,
  spaceId: SpaceId,
  access: Access,
): Promise<OpenSpace> {
  const space = await tx.findSpace(spaceId)
  const role = await tx.findRole(spaceId, caller.accountId)
  if (space === undefined || role === undefined) throw new AppError('not_found')
  if (access === 'write' && role === 'viewer') throw new AppError('not_found')
  return { space, role }
}

/** `getSpace` in a transaction of its own, for callers that only pass the gate. */
export async function openSpace(
  store: MetadataStore,
  caller: Caller,
  spaceId: SpaceId,
  access: Access,
): Promise<OpenSpace> {
  return store.read((tx) => getSpace(tx, caller, spaceId, access))
}
