import { getAccount, type MetadataStore } from '@tidemark/server-core'
import type { Handler } from '../../http/route-types.js'

export function getAccountRoute(store: MetadataStore): Handler<'getAccount'> {
  return ({ caller }) => getAccount(store, caller)
}
