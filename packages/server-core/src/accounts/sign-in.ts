import { AppError, type SessionResponse } from '@tidemark/protocol'
import type { Clock, Hashing, MetadataStore, PasswordHasher, Rng } from '../ports.js'
import type { Caller } from './caller.js'
import { loginKey } from './create-account.js'
import { mintToken } from './tokens.js'

/** How long a session lasts. */
export const SESSION_TTL_MS = 3_600_000

/** What signing in needs. */
export interface SignInPorts {
  readonly store: MetadataStore
  readonly clock: Clock
  readonly rng: Rng
  readonly hashing: Hashing
  readonly passwords: PasswordHasher
}

/**
 * Opens a session. An unknown login costs one hash as well, so that the answer's time does not tell
 * who has an account (SEC-12). Hashes of weaker parameters are renewed on the way (SEC-01).
 * @throws AppError wrong_credentials
 */
export async function openSession(
  ports: SignInPorts,
  request: { login: string; password: string },
): Promise<SessionResponse> {
  const { store, clock, rng, hashing, passwords } = ports
  const account = await store.read((tx) => tx.findAccountByLogin(loginKey(request.login)))
  if (account === undefined) {
    await passwords.hash(request.password)
    throw new AppError('wrong_credentials')
  }
  if (!(await passwords.verify(account.passwordHash, request.password))) {
    throw new AppError('wrong_credentials')
  }
  const { accountId } = account
  if (passwords.needsRehash(account.passwordHash)) {
    const renewed = await passwords.hash(request.password)
    await store.withAccountLock(accountId, (tx) => tx.setPasswordHash(renewed))
  }
  const { token, tokenHash } = mintToken('session', rng, hashing)
  const nowMs = clock.nowMs()
  const expiresAtMs = nowMs + SESSION_TTL_MS
  await store.write(async (tx) => {
    await tx.removeExpiredTokens(nowMs)
    const row = { tokenHash, kind: 'session', accountId, deviceId: null } as const
    await tx.addToken({ ...row, createdAtMs: nowMs, expiresAtMs })
  })
  return { accountId, token, expiresAtMs }
}

/** Ends the session that asks. */
export async function closeSession(store: MetadataStore, caller: Caller): Promise<void> {
  if (caller.kind === 'session') await store.write((tx) => tx.removeToken(caller.tokenHash))
}
