/** Block exchange: which are missing, packs up, packs down. Framing itself is in pack.ts. */

import { type Static, Type } from 'typebox'
import { MAX_BLOCK_IDS_PER_CALL } from './limits.js'
import { BlockIdSchema, oneOf, strictObject } from './schema.js'

const BlockIdList = Type.Array(BlockIdSchema, { minItems: 1, maxItems: MAX_BLOCK_IDS_PER_CALL })

/**
 * `POST /v1/spaces/:id/blocks/missing`. A block counts as present only when this space holds it or
 * this device uploaded it for this space (SEC-42); present ones are pinned for this device.
 */
export const BlocksMissingRequestSchema = strictObject({ blockIds: BlockIdList })
export const BlocksMissingResponseSchema = Type.Object({
  missing: Type.Array(BlockIdSchema),
})
export type BlocksMissingResponse = Static<typeof BlocksMissingResponseSchema>

/**
 * `POST /v1/spaces/:id/blocks` takes a pack. One result per frame that arrived whole, in order,
 * durable when the answer is sent. `error` tells why the rest of the pack was not read; what is
 * listed as stored stays stored.
 */
export const BlockUploadResponseSchema = Type.Object({
  results: Type.Array(
    Type.Object({
      blockId: BlockIdSchema,
      result: oneOf('stored', 'rejected'),
      /** Code of the error registry when rejected. */
      error: Type.Optional(Type.String()),
    }),
  ),
  error: Type.Optional(Type.String()),
})
export type BlockUploadResponse = Static<typeof BlockUploadResponseSchema>

/**
 * `POST /v1/spaces/:id/blocks/read` answers a pack with one frame per id, in the order of the
 * request; a block that this space does not hold comes as an `absent` frame.
 */
export const BlocksReadRequestSchema = strictObject({ blockIds: BlockIdList })
