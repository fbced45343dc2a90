import { listChanges, type MetadataStore } from '@tidemark/server-core'
import type { Handler } from '../../http/route-types.js'

export function listChangesRoute(store: MetadataStore): Handler<'listChanges'> {
  return ({ caller, params, query }) => listChanges(store, caller, params.spaceId, query)
}
