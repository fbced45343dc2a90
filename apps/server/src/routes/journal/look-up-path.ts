import { lookUpPath, type MetadataStore } from '@tidemark/server-core'
import type { Handler } from '../../http/route-types.js'

export function lookUpPathRoute(store: MetadataStore): Handler<'lookUpPath'> {
  return ({ caller, params, query }) => lookUpPath(store, caller, params.spaceId, query.path)
}
