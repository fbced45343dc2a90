import {
  formatAliasName,
  isSameContent,
  type NodeId,
  type NodeName,
  nameKey,
} from '@tidemark/protocol'
import type { LocalNode, RemoteNode, SyncedNode } from '../trees.js'
import type { ReconcileContext } from './context.js'
import { decidePlace } from './decide-place.js'
import type { Trees } from './entries.js'
import type { PlaceToBe } from './wished-place.js'

type OnlineOnlyDecision = 'split' | 'send_content' | 'remote_move' | 'local_move' | 'release'

/**
 * What a person keeps off this disk: the nodes that were deselected, with all that the server has
 * below them. Each folder is judged once, so it is valid for one planning pass.
 */
export class OnlineOnly {
  readonly #trees: Trees
  readonly #isDeselected: ReconcileContext['isDeselected']
  readonly #judged = new Map<NodeId, boolean>()

  constructor(trees: Trees, isDeselected: ReconcileContext['isDeselected']) {
    this.#trees = trees
    this.#isDeselected = isDeselected
  }

  /** Whether the server's node is not to be on this disk. */
  has(nodeId: NodeId): boolean {
    const known = this.#judged.get(nodeId)
    if (known !== undefined) return known
    // What is being judged already is inside itself: such a ring of corrupt rows is wanted.
    this.#judged.set(nodeId, false)
    const parentId = this.#trees.remote.find(nodeId)?.parentId
    const isOnlineOnly = this.#isDeselected(nodeId) || (parentId != null && this.has(parentId))
    this.#judged.set(nodeId, isOnlineOnly)
    return isOnlineOnly
  }

  /**
   * What comes next for an item on disk that is to leave it. It follows the server first as long as its
   * folder is wanted here: should it stay for what is never synced, it must not keep a name that
   * another item has by now.
   */
  decide(local: LocalNode, remote: RemoteNode, synced: SyncedNode | undefined): OnlineOnlyDecision {
    if (remote.kind !== local.kind) return 'split'
    if (!isKeptThere(local, remote, synced)) return 'send_content'
    const place = decidePlace(synced, remote, local)
    if (place === 'remote_move') return 'remote_move'
    const isFolderWanted = remote.parentId !== null && !this.has(remote.parentId)
    return place === 'local_move' && isFolderWanted ? 'local_move' : 'release'
  }

  /** Whether something that is not to be on this disk has the name on the server. */
  hasName({ parentId, name }: PlaceToBe): boolean {
    return this.#trees.remote
      .childrenByKey(parentId, nameKey(name))
      .some(({ nodeId }) => this.has(nodeId))
  }

  /** A free name for a new item whose own is that of something online (PS227). */
  nameBeside({ parentId, name }: PlaceToBe): NodeName {
    for (let number = 1; ; number++) {
      const alias = formatAliasName(name as NodeName, 'selective sync', number) // trees hold valid names
      const { local, remote } = this.#trees
      const key = nameKey(alias)
      const taken = [...local.childrenByKey(parentId, key), ...remote.childrenByKey(parentId, key)]
      if (taken.length === 0) return alias
    }
  }
}

/** Whether the server has, or has had, the very bytes that are on disk. */
function isKeptThere(
  local: LocalNode,
  remote: RemoteNode,
  synced: SyncedNode | undefined,
): boolean {
  if (local.kind === 'folder') return true
  return [remote.content, synced?.content].some(
    (kept) =>
      kept !== undefined && local.content !== undefined && isSameContent(local.content, kept),
  )
}
