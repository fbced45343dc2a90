import { undoResolution } from '@tidemark/server-core'
import type { Handler } from '../../http/route-types.js'

export function undoResolutionRoute(
  ports: Parameters<typeof undoResolution>[0],
): Handler<'undoResolution'> {
  return ({ caller, params }) => undoResolution(ports, caller, params.spaceId, params.conflictId)
}
