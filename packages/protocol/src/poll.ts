/** Long-poll: says that something changed, never what; the changes come from the normal calls. */

import { type Static, Type } from 'typebox'
import { ID_PATTERN, type SpaceId } from './ids.js'
import { MAX_POLL_SPACES } from './limits.js'
import { CursorSchema, idSchema, SeqSchema, strictObject } from './schema.js'

/**
 * `POST /v1/poll`. Cursors are compared before the request is parked, so no change can fall between
 * two polls. A further poll of the same device and instance ends the older one with nothing changed.
 */
export const PollRequestSchema = strictObject({
  /** Random per process, so that two instances of one device do not end each other's polls. */
  instance: Type.String({ pattern: ID_PATTERN }),
  spaces: Type.Unsafe<Readonly<Record<SpaceId, Static<typeof CursorSchema>>>>({
    type: 'object',
    maxProperties: MAX_POLL_SPACES,
    patternProperties: { [ID_PATTERN]: CursorSchema },
    additionalProperties: false,
  }),
  /** Account journal position already seen. */
  accountSeq: Type.Optional(SeqSchema),
})
export type PollRequest = Static<typeof PollRequestSchema>

export const PollResponseSchema = Type.Object({
  changed: Type.Array(idSchema<SpaceId>()),
  accountChanged: Type.Boolean(),
})
export type PollResponse = Static<typeof PollResponseSchema>
