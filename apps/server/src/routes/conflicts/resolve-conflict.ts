import { resolveConflict } from '@tidemark/server-core'
import type { Handler } from '../../http/route-types.js'

export function resolveConflictRoute(
  ports: Parameters<typeof resolveConflict>[0],
): Handler<'resolveConflict'> {
  return ({ caller, params, body }) =>
    resolveConflict(ports, caller, params.spaceId, params.conflictId, body)
}
