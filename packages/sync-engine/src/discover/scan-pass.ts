import { formatId, type NodeId, type NodeName, nameKey, type RelPath } from '@tidemark/protocol'
import type { AbortSignal, Clock, FileSystem, Rng } from '../ports.js'
import type { StateReader, StateStore } from '../state-store.js'
import { diskNameOf, type LocalNode } from '../trees.js'
import type { IgnoreRules } from './ignore-rules.js'
import { nameNewcomer } from './naming.js'
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
  /** Folders that had become others while they were read; what they are now shows another pass. */
  readonly unsure: Set<RelPath>
  /** Rows of files that were met first in this pass and wait to be written, see write-rows.ts. */
  readonly newFiles: LocalNode[]
  /** Their inodes. */
  readonly newInodes: Set<string>
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
    ...nameNewcomer(seen),
    kind: seen.kind,
    stat: seen.stat,
    content: undefined,
    missingSinceMs: null,
  }
}

/** The most aliases that are looked through for one name. */
const ALIASES_SEARCHED = 10_000

/** The live child folder or file that has this name on disk, in whatever spelling of its accents. */
export function findLiveChild(
  store: StateReader,
  parentId: NodeId,
  name: NodeName,
): LocalNode | undefined {
  const key = nameKey(name)
  const isHere = (node: LocalNode): boolean =>
    node.missingSinceMs === null && node.parentId === parentId && nameKey(diskNameOf(node)) === key
  const found = store.local.childrenByKey(parentId, key).filter(isHere)
  return (
    found.find((node) => diskNameOf(node) === name) ??
    found[0] ??
    store.local.aliased(ALIASES_SEARCHED).find(isHere)
  )
}
