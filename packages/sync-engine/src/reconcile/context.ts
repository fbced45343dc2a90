import type { FileContent, NodeId, RevisionId } from '@tidemark/protocol'

/** What reconcile knows beside the trees. */
export interface ReconcileContext {
  readonly nowMs: number
  /** How long an item must have vanished before that counts as a deletion. */
  readonly settleMs: number
  readonly rootNodeId: NodeId
  /** Whether a person keeps the node, and with it all below, on the server alone. */
  isDeselected(nodeId: NodeId): boolean
  /**
   * Id for the conflicted copy of a losing put. A function of its arguments alone: a put whose
   * answer was lost in a crash then finds the copy that it made (E100, PS211). Applied to its own
   * result it gives ever new ids.
   */
  copyNodeId(nodeId: NodeId, base: RevisionId | null, content: FileContent): NodeId
}
