import { createHash, createHmac } from 'node:crypto'
import type { Hashing } from '@tidemark/server-core'

/** Hash functions of OpenSSL. */
export const nodeHashing: Hashing = {
  sha256: (bytes) => createHash('sha256').update(bytes).digest(),
  hmacSha256: (key, bytes) => createHmac('sha256', key).update(bytes).digest(),
}
