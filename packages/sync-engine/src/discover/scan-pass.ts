import { formatId, type NodeId, type NodeName, nameKey } from '@tidemark/protocol'
import type { AbortSignal, Clock, FileSystem, Rng } from '../ports.js'
import type { StateStore } from '../state-store.js'
import type { LocalNode } from '../trees.js'
import type { IgnoreRules } from './ignore-rules.js'
import type { SeenEntry } from './screening.js'

/** Counts of one pass, for display and logs. */
export interface ScanCounts {
  folders: number
  items: number
  created: number
  changed: number
  moved: number
  vanished: number
  reappeared: number
}

/**
 * A path that holds another inode than before. Whether that is a new version of the node (atomic
 * save, E22) or a newcomer whose predecessor has moved (E05) is known when the pass has seen all.
 */
export interface Replacement {
  readonly folderId: NodeId
  readonly seen: SeenEntry
  readonly predecessor: LocalNode
  /** An unsynced node that was seen with the new inode before: the editor's temporary file. */
  readonly source: LocalNode | undefined
}

/** What one pass knows; its memory grows with what changed and with the number of folders. */
export interface ScanPass {
  readonly store: StateStore
  readonly fs: FileSystem
  readonly clock: Clock
  readonly rng: Rng
  readonly ignore: IgnoreRules
  readonly signal: AbortSignal
  readonly rootDevice: string
  /** Folders still to be looked at, the last one first. */
  readonly queue: QueuedFolder[]
  /** Folders that were compared in this pass. */
  readonly visited: Set<NodeId>
  /** Live nodes that were not at their place, perhaps still to be found elsewhere. */
  readonly vanished: Set<NodeId>
  /** Nodes that were found at a new place in this pass, or are spoken for. */
  readonly claimed: Set<NodeId>
  readonly replacements: Replacement[]
  readonly counts: ScanCounts
}

/** A folder to compare; with `isDeep` all folders below it follow. */
export interface QueuedFolder {
  readonly nodeId: NodeId
  readonly isDeep: boolean
}

/** Thrown inside a pass when the root is no longer proven; nothing more is written. */
export class RootLost extends Error {}

/** A fresh node id. */
export function mintNodeId(rng: Rng): NodeId {
  return formatId<NodeId>(rng.bytes(16))
}

/** A node that nobody has seen before. */
export function newNode(pass: ScanPass, parentId: NodeId, seen: SeenEntry): LocalNode {
  return {
    nodeId: mintNodeId(pass.rng),
    parentId,
    name: seen.name,
    kind: seen.kind,
    stat: seen.stat,
    content: undefined,
    missingSinceMs: null,
    durable: true,
  }
}

/** The live child folder or file with exactly this name. */
export function findLiveChild(
  store: StateStore,
  parentId: NodeId,
  name: NodeName,
): LocalNode | undefined {
  return store.local
    .childrenByKey(parentId, nameKey(name))
    .find((node) => node.name === name && node.missingSinceMs === null)
}
