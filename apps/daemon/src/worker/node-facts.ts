import type { RemoteNode } from '@tidemark/sync-engine'
import type { NodeFacts } from '../process/worker-messages.js'

const NS_PER_MS = 1_000_000n

/** What people compare versions by. */
export function nodeFacts(node: RemoteNode | undefined): NodeFacts | undefined {
  if (node === undefined) return undefined
  const { nodeId, contentRev, kind, content } = node
  return {
    ...{ nodeId, kind, revisionId: contentRev },
    sizeBytes: content?.sizeBytes ?? 0,
    modifiedAtMs: content === undefined ? 0 : Number(BigInt(content.mtimeNs) / NS_PER_MS),
  }
}
