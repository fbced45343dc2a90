import { listDevices, type MetadataStore } from '@tidemark/server-core'
import type { Handler } from '../../http/route-types.js'

export function listDevicesRoute(store: MetadataStore): Handler<'listDevices'> {
  return async ({ caller }) => ({ devices: await listDevices(store, caller) })
}
