import { type AccountId, AppError, formatId } from '@tidemark/protocol'
import type { Clock, MetadataStore, PasswordHasher, Rng } from '../ports.js'

/** Shortest password in characters. */
export const MIN_PASSWORD_CHARS = 10

/** What creating an account needs. */
export interface AccountPorts {
  readonly store: MetadataStore
  readonly clock: Clock
  readonly rng: Rng
  readonly passwords: PasswordHasher
}

/** The form of a login under which it is unique. */
export function loginKey(login: string): string {
  return login.toLowerCase()
}

/**
 * Makes an account.
 * @param account.quotaBytes null for no limit.
 * @throws AppError password_weak, login_taken
 */
export async function createAccount(
  { store, clock, rng, passwords }: AccountPorts,
  account: { login: string; password: string; quotaBytes: number | null },
): Promise<AccountId> {
  if ([...account.password].length < MIN_PASSWORD_CHARS) throw new AppError('password_weak')
  const passwordHash = await passwords.hash(account.password)
  const accountId = formatId<AccountId>(rng.bytes(16))
  const isAdded = await store.write((tx) =>
    tx.addAccount({
      accountId,
      login: account.login,
      loginKey: loginKey(account.login),
      passwordHash,
      quotaBytes: account.quotaBytes,
      usedBytes: 0,
      seq: 0,
      createdAtMs: clock.nowMs(),
    }),
  )
  if (!isAdded) throw new AppError('login_taken')
  return accountId
}

/** All accounts by login, for the operator. */
export async function listAccounts(
  store: MetadataStore,
): Promise<
  { accountId: AccountId; login: string; quotaBytes: number | null; usedBytes: number }[]
> {
  const rows = await store.read((tx) => tx.listAccounts())
  return rows.map(({ accountId, login, quotaBytes, usedBytes }) => ({
    accountId,
    login,
    quotaBytes,
    usedBytes,
  }))
}
