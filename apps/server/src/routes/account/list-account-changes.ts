import { listAccountChanges, type MetadataStore } from '@tidemark/server-core'
import type { Handler } from '../../http/route-types.js'

export function listAccountChangesRoute(store: MetadataStore): Handler<'listAccountChanges'> {
  return ({ caller, query }) => listAccountChanges(store, caller, query.after)
}
