/**
 * The three messages on the wire:
 *
 *     request   {"id": 7, "method": "status", "params": {}}
 *     response  {"id": 7, "result": {…}}   or   {"id": 7, "error": {"code": …, "message": …}}
 *     event     {"event": "status", "data": {…}}
 *
 * The first request of a connection is `hello`. Responses come in any order.
 */

import { strictObject } from '@tidemark/protocol'
import { type Static, Type } from 'typebox'

/** A call. `id` is the client's choice and unique among its open calls. */
export const ControlRequestSchema = strictObject({
  id: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  method: Type.String({ minLength: 1, maxLength: 64 }),
  params: Type.Optional(Type.Unknown()),
})
export type ControlRequest = Static<typeof ControlRequestSchema>

/** An error as it crosses the control API; `code` is one of the error registry. */
export const ControlErrorSchema = Type.Object({
  code: Type.String(),
  message: Type.String(),
  details: Type.Optional(
    Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
  ),
})
export type ControlError = Static<typeof ControlErrorSchema>

/** The answer to the request of the same id: exactly one of `result` and `error`. */
export const ControlResponseSchema = Type.Object({
  id: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  result: Type.Optional(Type.Unknown()),
  error: Type.Optional(ControlErrorSchema),
})
export type ControlResponse = Static<typeof ControlResponseSchema>

/** Something that happened; sent only after `subscribe`. */
export const ControlEventSchema = Type.Object({ event: Type.String(), data: Type.Unknown() })
export type ControlEvent = Static<typeof ControlEventSchema>
