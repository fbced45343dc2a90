import { decideHold } from '@tidemark/server-core'
import type { Handler } from '../../http/route-types.js'

export function decideHoldRoute(ports: Parameters<typeof decideHold>[0]): Handler<'decideHold'> {
  return ({ caller, params, body }) =>
    decideHold(ports, caller, params.spaceId, params.holdId, body.decision)
}
