import { revokeDevice } from '@tidemark/server-core'
import type { Handler } from '../../http/route-types.js'

export function revokeDeviceRoute(
  ports: Parameters<typeof revokeDevice>[0],
): Handler<'revokeDevice'> {
  return async ({ caller, params }) => {
    await revokeDevice(ports, caller, params.deviceId)
    return undefined
  }
}
