import { listRevisions, type MetadataStore } from '@tidemark/server-core'
import type { Handler } from '../../http/route-types.js'

export function listRevisionsRoute(store: MetadataStore): Handler<'listRevisions'> {
  return ({ caller, params }) => listRevisions(store, caller, params.spaceId, params.nodeId)
}
