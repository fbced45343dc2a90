import { listConflicts, type MetadataStore } from '@tidemark/server-core'
import type { Handler } from '../../http/route-types.js'

export function listConflictsRoute(store: MetadataStore): Handler<'listConflicts'> {
  return ({ caller, params, query }) => listConflicts(store, caller, params.spaceId, query)
}
