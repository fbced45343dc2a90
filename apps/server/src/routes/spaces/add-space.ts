import { createSpace } from '@tidemark/server-core'
import type { Handler } from '../../http/route-types.js'

export function addSpaceRoute(ports: Parameters<typeof createSpace>[0]): Handler<'addSpace'> {
  return ({ caller, body }) => createSpace(ports, caller, body)
}
