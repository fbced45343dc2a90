import type { ErrorCode } from '@tidemark/protocol'
import type { ConflictRow, NodeRow, RevisionRow } from '../metadata/rows.js'

/** What the conflict policy looks at, beside the operation. */
export interface Situation {
  /** The node that the operation names, live or deleted. */
  readonly node: NodeRow | undefined
  /** Another live node at the place where the operation wants to be. */
  readonly occupant: NodeRow | undefined
  /** An open conflict that this device made with the copy's id and equal content (a retry). */
  readonly earlierCopy?: { readonly record: ConflictRow; readonly copy: NodeRow } | undefined
  /** The version that a restore asks for; undefined when it is not retained or none is asked for. */
  readonly revision?: RevisionRow | undefined
}

/** What lost in a conflict. */
export type Loss = 'content' | 'place' | 'name' | 'deleted'

/** What is to happen. The `do` words are those of the table tests. */
export type Decision =
  /** A new node at the place asked for. */
  | { readonly do: 'create' }
  /** Nothing changes: this existing node already is what was asked for. */
  | { readonly do: 'keep'; readonly node: NodeRow }
  /** New content for the live node. */
  | { readonly do: 'update'; readonly node: NodeRow }
  /** The new content goes beside the winner as the conflicted copy. */
  | { readonly do: 'copy'; readonly winner: NodeRow; readonly loss: Loss }
  /** The conflicted copy of an earlier attempt stands. */
  | { readonly do: 'copied'; readonly record: ConflictRow; readonly copy: NodeRow }
  /** A conflict that changes nothing. */
  | { readonly do: 'refuse'; readonly node: NodeRow; readonly loss: Loss }
  /** The deleted node comes back with the new content; under the copy's name when `winner` is set. */
  | { readonly do: 'revive'; readonly node: NodeRow; readonly winner: NodeRow | undefined }
  /** The node goes to the place asked for, or there under the copy's name. */
  | { readonly do: 'move'; readonly node: NodeRow; readonly isNameTaken: boolean }
  | { readonly do: 'delete'; readonly node: NodeRow }
  /** The deleted node comes back; a file with `revision`, or its last content when undefined. */
  | {
      readonly do: 'restore'
      readonly node: NodeRow
      readonly revision: RevisionRow | undefined
      readonly isNameTaken: boolean
    }
  /** The live file gets the content of an earlier version. */
  | { readonly do: 'rewind'; readonly node: NodeRow; readonly revision: RevisionRow }
  | { readonly do: 'reject'; readonly code: ErrorCode }
