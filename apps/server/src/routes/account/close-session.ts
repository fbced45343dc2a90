import { closeSession, type MetadataStore } from '@tidemark/server-core'
import type { Handler } from '../../http/route-types.js'

export function closeSessionRoute(store: MetadataStore): Handler<'closeSession'> {
  return async ({ caller }) => {
    await closeSession(store, caller)
    return undefined
  }
}
