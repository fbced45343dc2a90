import { addDevice } from '@tidemark/server-core'
import type { Handler } from '../../http/route-types.js'

export function addDeviceRoute(ports: Parameters<typeof addDevice>[0]): Handler<'addDevice'> {
  return ({ caller, body }) => addDevice(ports, caller, body)
}
