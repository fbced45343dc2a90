import { listSpaces, type MetadataStore } from '@tidemark/server-core'
import type { Handler } from '../../http/route-types.js'

export function listSpacesRoute(store: MetadataStore): Handler<'listSpaces'> {
  return ({ caller }) => listSpaces(store, caller)
}
