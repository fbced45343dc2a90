import type { RevisionId } from '@tidemark/protocol'
import type { LocalNode, Place } from '../trees.js'
import { isSamePlace } from './entries.js'
import { isPassing } from './passing-name.js'

/** A place as a tree that knows revisions has it. */
export interface KnownPlace extends Place {
  readonly placeRev: RevisionId
}

export type PlaceDecision = 'none' | 'record' | 'remote_move' | 'local_move'

/**
 * The table for the place of a node that exists on both sides.
 *
 * | row | L moved | R moved | places equal | decision |
 * |---|---|---|---|---|
 * | P1 | no | no | yes | none |
 * | P2 | yes | no | | remote_move |
 * | P3 | no | yes | no | local_move |
 * | P4 | any | yes | yes | record |
 * | P5 | yes | yes | no | local_move: the server's place wins (E11) |
 * | P6 | passing | no | no | local_move: the item is on its way since a run broke off (M05) |
 * | P8 | yes | passing | no | remote_move: it is on its way there, its answer was lost (C07) |
 *
 * R moved is told by the revision and not by the place alone, so that a synced row may say "the disk
 * is as agreed and the server has moved on" by keeping an old revision. A node never synced follows
 * the server.
 */
export function decidePlace(
  synced: KnownPlace | undefined,
  remote: KnownPlace,
  local: Pick<LocalNode, 'nodeId' | 'parentId' | 'name'>,
): PlaceDecision {
  // The answer to a new item that the server has elsewhere already names the revision of that place.
  const isRemoteMoved =
    synced === undefined || remote.placeRev !== synced.placeRev || !isSamePlace(remote, synced)
  if (isRemoteMoved) {
    if (isSamePlace(remote, local)) return 'record'
    const isOnItsWay = isPassing({ nodeId: local.nodeId, name: remote.name })
    const isOurs = isOnItsWay && synced !== undefined && isMovedHere(local, synced)
    return isOurs ? 'remote_move' : 'local_move'
  }
  if (isPassing(local) && !isSamePlace(remote, local)) return 'local_move'
  return isSamePlace(local, synced) ? 'none' : 'remote_move'
}

/** Whether somebody moved the item here since both sides agreed. */
export function isMovedHere(local: Pick<LocalNode, 'nodeId' | 'parentId' | 'name'>, synced: Place) {
  return !isSamePlace(local, synced) && !isPassing(local)
}
