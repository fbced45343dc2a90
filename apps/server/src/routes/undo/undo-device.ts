import { undoDevice } from '@tidemark/server-core'
import type { Handler } from '../../http/route-types.js'

export function undoDeviceRoute(ports: Parameters<typeof undoDevice>[0]): Handler<'undoDevice'> {
  return ({ caller, params, body }) => undoDevice(ports, caller, params.spaceId, body)
}
