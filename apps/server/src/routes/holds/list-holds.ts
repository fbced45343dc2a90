import { listHolds, type MetadataStore } from '@tidemark/server-core'
import type { Handler } from '../../http/route-types.js'

export function listHoldsRoute(store: MetadataStore): Handler<'listHolds'> {
  return ({ caller, params }) => listHolds(store, caller, params.spaceId)
}
