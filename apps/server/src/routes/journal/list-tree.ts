import { listTree, type MetadataStore } from '@tidemark/server-core'
import type { Handler } from '../../http/route-types.js'

export function listTreeRoute(store: MetadataStore): Handler<'listTree'> {
  return ({ caller, params, query }) => listTree(store, caller, params.spaceId, query)
}
