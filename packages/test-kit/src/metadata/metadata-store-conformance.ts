import type { MetadataStore } from '@tidemark/server-core'
import type { ConformanceCase } from '../conformance-case.js'
import { accountCases } from './conformance-accounts.js'
import { blockCases } from './conformance-blocks.js'
import { historyCases } from './conformance-history.js'
import { nodeCases } from './conformance-nodes.js'
import { pairingCases } from './conformance-pairings.js'
import { transactionCases } from './conformance-transactions.js'
import { fill } from './metadata-samples.js'

/** Makes a new, empty store; disposing it frees what it holds. */
export type MakeMetadataStore = () => Promise<MetadataStore & AsyncDisposable>

/** One promise; the store it gets holds the accounts and the space of metadata-samples.ts. */
export type Check = (
  title: string,
  body: (store: MetadataStore) => Promise<void>,
) => ConformanceCase

/** What every MetadataStore must do. */
export function metadataStoreConformance(make: MakeMetadataStore): readonly ConformanceCase[] {
  const check: Check = (title, body) => ({
    title,
    async run() {
      await using store = await make()
      await fill(store)
      await body(store)
    },
  })
  return [
    ...transactionCases(check),
    ...accountCases(check),
    ...pairingCases(check),
    ...nodeCases(check),
    ...historyCases(check),
    ...blockCases(check),
  ]
}
