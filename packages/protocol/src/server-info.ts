/** `GET /v1/server`: what answers here, before anything else is said. Needs no token. */

import { type Static, Type } from 'typebox'
import { ID_PATTERN } from './ids.js'
import { SizeSchema } from './schema.js'

export const ServerInfoSchema = Type.Object({
  product: Type.Literal('tidemark'),
  /** Random, minted when the server's data was created; another one means another server. */
  serverId: Type.String({ pattern: ID_PATTERN }),
  version: Type.String(),
  protocolVersions: Type.Array(Type.Integer({ minimum: 1 })),
  /** Optional features that a client may use, e.g. `delta`. */
  capabilities: Type.Array(Type.String()),
  /** Whether the first account still has to be made. */
  setupOpen: Type.Boolean(),
  limits: Type.Object({
    maxFileBytes: SizeSchema,
    maxBlockBytes: SizeSchema,
    maxPackBytes: SizeSchema,
    pollHoldMs: Type.Integer({ minimum: 0 }),
  }),
})
export type ServerInfo = Static<typeof ServerInfoSchema>
