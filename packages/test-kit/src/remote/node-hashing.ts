import { createHmac, hash } from 'node:crypto'
import type { Hashing } from '@tidemark/server-core'
import type { Hasher } from '@tidemark/sync-engine'

/** The hash functions of Node for engine and server. */
export const nodeHashing: Hashing & Hasher = {
  sha256: (bytes) => new Uint8Array(hash('sha256', bytes, 'buffer')),
  hmacSha256: (key, bytes) => new Uint8Array(createHmac('sha256', key).update(bytes).digest()),
}
