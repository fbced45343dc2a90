import { listTrash, type MetadataStore } from '@tidemark/server-core'
import type { Handler } from '../../http/route-types.js'

export function listTrashRoute(store: MetadataStore): Handler<'listTrash'> {
  return ({ caller, params, query }) => listTrash(store, caller, params.spaceId, query)
}
