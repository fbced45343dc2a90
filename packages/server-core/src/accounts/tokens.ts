import {
  DEVICE_TOKEN_PREFIX,
  type DeviceId,
  formatHex,
  SESSION_TOKEN_PREFIX,
} from '@tidemark/protocol'
import { asciiBytes } from '../digest/ascii.js'
import type { Clock, Hashing, MetadataStore, Rng } from '../ports.js'
import type { Caller } from './caller.js'

const TOKEN = /^(tmd_|tms_)[0-9a-f]{64}$/
const SEEN_EVERY_MS = 5 * 60_000

/** A token in clear, shown once, and the hash that is stored (SEC-03). */
export interface MintedToken {
  readonly token: string
  readonly tokenHash: string
}

/** Makes a token from 256 random bits. */
export function mintToken(kind: 'device' | 'session', rng: Rng, hashing: Hashing): MintedToken {
  const prefix = kind === 'device' ? DEVICE_TOKEN_PREFIX : SESSION_TOKEN_PREFIX
  const token = prefix + formatHex(rng.bytes(32))
  return { token, tokenHash: hashToken(token, hashing) }
}

/** SHA-256 of the token's text; enough for a secret of 256 bits. */
export function hashToken(token: string, hashing: Hashing): string {
  return formatHex(hashing.sha256(asciiBytes(token)))
}

/**
 * Who holds `token`; undefined when nobody does (any more). Nothing is cached: a revoked token is
 * refused by the next call (P16).
 */
export async function authenticate(
  ports: { store: MetadataStore; clock: Clock; hashing: Hashing },
  token: string,
): Promise<Caller | undefined> {
  if (!TOKEN.test(token)) return undefined
  return findCaller(ports, hashToken(token, ports.hashing))
}

/** Whether the token behind `caller` is still good; for calls that wait. */
export async function isCallerValid(
  ports: { store: MetadataStore; clock: Clock },
  caller: Caller,
): Promise<boolean> {
  if (caller.kind === 'operator') return true
  return (await findCaller(ports, caller.tokenHash)) !== undefined
}

async function findCaller(
  { store, clock }: { store: MetadataStore; clock: Clock },
  tokenHash: string,
): Promise<Caller | undefined> {
  return store.read(async (tx) => {
    const row = await tx.findToken(tokenHash)
    if (row === undefined) return undefined
    if (row.expiresAtMs !== null && row.expiresAtMs <= clock.nowMs()) return undefined
    const { accountId, kind } = row
    if (row.deviceId === null) {
      const actorId = tokenHash.slice(0, 32)
      return { kind, accountId, deviceId: null, deviceName: 'web', actorId, tokenHash }
    }
    const device = await tx.findDevice(row.deviceId)
    if (device === undefined || device.revokedAtMs !== null) return undefined
    const { deviceId, name } = device
    return { kind, accountId, deviceId, deviceName: name, actorId: deviceId, tokenHash }
  })
}

/** Notes that the calling device was here; writes at most every five minutes. */
export async function noteDeviceSeen(
  { store, clock }: { store: MetadataStore; clock: Clock },
  caller: Caller,
): Promise<void> {
  const deviceId: DeviceId | null = caller.deviceId
  if (deviceId === null) return
  const nowMs = clock.nowMs()
  const device = await store.read((tx) => tx.findDevice(deviceId))
  if (device === undefined || nowMs - (device.lastSeenAtMs ?? 0) < SEEN_EVERY_MS) return
  await store.write((tx) => tx.markDeviceSeen(deviceId, nowMs))
}
