import { MAX_BLOCK_BYTES, MAX_PACK_BYTES, POLL_HOLD_MS, PROTOCOL_VERSION } from '@tidemark/protocol'
import { isSetupOpen, type MetadataStore } from '@tidemark/server-core'
import type { Handler } from '../../http/route-types.js'

/** What this server says of itself. */
export interface ServerIdentity {
  readonly serverId: string
  readonly version: string
  readonly maxFileBytes: number
}

export function getServerRoute(
  store: MetadataStore,
  { serverId, version, maxFileBytes }: ServerIdentity,
): Handler<'getServer'> {
  return async () => ({
    product: 'tidemark',
    serverId,
    version,
    protocolVersions: [PROTOCOL_VERSION],
    capabilities: ['delta'],
    setupOpen: await isSetupOpen(store),
    limits: {
      maxFileBytes,
      maxBlockBytes: MAX_BLOCK_BYTES,
      maxPackBytes: MAX_PACK_BYTES,
      pollHoldMs: POLL_HOLD_MS,
    },
  })
}
