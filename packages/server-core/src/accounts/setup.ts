import { type AccountId, AppError } from '@tidemark/protocol'
import { asciiBytes } from '../digest/ascii.js'
import type { Hashing, MetadataStore, Rng } from '../ports.js'
import { type AccountPorts, createAccount } from './create-account.js'

/** Digits and letters that nobody mistakes for one another. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/**
 * A one-time code of 80 random bits, printed by the server while it has no account (SEC-13). It
 * lives in memory alone, so a restart makes a new one.
 */
export function mintSetupCode(rng: Rng): string {
  const letters = [...rng.bytes(16)].map((byte) => ALPHABET[byte % 32])
  return [0, 4, 8, 12].map((start) => letters.slice(start, start + 4).join('')).join('-')
}

/** Whether the first account still has to be made. */
export async function isSetupOpen(store: MetadataStore): Promise<boolean> {
  return (await store.read((tx) => tx.listAccounts())).length === 0
}

/**
 * Makes the first account.
 * @param expectedCode the printed code; upper and lower case count as the same.
 * @throws AppError setup_closed once any account exists, setup_code_wrong, password_weak
 */
export async function setUp(
  ports: AccountPorts & { readonly hashing: Hashing },
  expectedCode: string,
  request: { code: string; login: string; password: string },
): Promise<{ accountId: AccountId }> {
  if (!(await isSetupOpen(ports.store))) throw new AppError('setup_closed')
  if (!isSameCode(request.code, expectedCode, ports.hashing)) throw new AppError('setup_code_wrong')
  const { login, password } = request
  return { accountId: await createAccount(ports, { login, password, quotaBytes: null }) }
}

/** Compares digests, so that the time taken says nothing about the code. */
function isSameCode(given: string, expected: string, hashing: Hashing): boolean {
  const clean = given.trim().toUpperCase()
  if (!/^[0-9A-Z-]{1,64}$/.test(clean)) return false
  const a = hashing.sha256(asciiBytes(clean))
  const b = hashing.sha256(asciiBytes(expected))
  let difference = 0
  for (const [i, byte] of a.entries()) difference |= byte ^ (b[i] ?? 0)
  return difference === 0
}
