import {
  type Account,
  AppError,
  type DeviceId,
  MAX_PAGE_ROWS,
  type SpaceId,
} from '@tidemark/protocol'
import type { MetadataStore } from '../ports.js'
import type { Caller } from './caller.js'

/** The caller's account and its quota. */
export async function getAccount(store: MetadataStore, caller: Caller): Promise<Account> {
  const row = await store.read((tx) => tx.findAccount(caller.accountId))
  if (row === undefined) throw new AppError('not_found')
  const { accountId, login, quotaBytes, usedBytes, seq } = row
  return { accountId, login, quotaBytes, usedBytes, seq }
}

/** An entry of the account's journal as the wire has it. */
export interface AccountChangeView {
  readonly seq: number
  readonly atMs: number
  readonly type: 'space_joined' | 'space_left' | 'device_added' | 'device_revoked'
  readonly spaceId?: SpaceId
  readonly deviceId?: DeviceId
}

/** One page of the account's journal after `afterSeq`, and its head at that moment. */
export async function listAccountChanges(
  store: MetadataStore,
  caller: Caller,
  afterSeq: number,
): Promise<{ changes: AccountChangeView[]; headSeq: number }> {
  return store.read(async (tx) => {
    const account = await tx.findAccount(caller.accountId)
    if (account === undefined) throw new AppError('not_found')
    const rows = await tx.listAccountChanges(caller.accountId, afterSeq, MAX_PAGE_ROWS)
    const changes = rows.map(({ spaceId, deviceId, ...row }) => ({
      ...row,
      ...(spaceId === null ? {} : { spaceId }),
      ...(deviceId === null ? {} : { deviceId }),
    }))
    return { changes, headSeq: account.seq }
  })
}
