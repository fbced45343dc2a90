import type { NodeId } from '@tidemark/protocol'
import type { NodeRow } from '../metadata/rows.js'

/** What the deletion of a folder does to it and everything below. */
export interface FolderDeletePlan {
  /** Topmost nodes that go, each with everything below it that goes along, itself first. */
  readonly removals: readonly { readonly top: NodeRow; readonly all: readonly NodeRow[] }[]
  /**
   * Nodes that stay without having changed: folders that hold survivors, parents first, and what
   * lies in surviving folders. The deleting device no longer has them and must hear of them again.
   */
  readonly restated: readonly NodeRow[]
  readonly fileCount: number
}

/**
 * Decides what goes with a folder (E08, PS056, PS057): everything that its deleter can have seen.
 * What changed after `plannedSeq` stays, a folder with all that is in it, and so do the folders
 * that lead there.
 * @param below everything live below `top`, parents before children.
 */
export function planFolderDelete(
  top: NodeRow,
  below: readonly NodeRow[],
  plannedSeq: number,
): FolderDeletePlan {
  const rows = new Map([top, ...below].map((row) => [row.nodeId, row]))
  const survivors = findSurvivors(below, plannedSeq)
  const kept = new Set<NodeId>()
  for (const id of survivors) {
    for (let at = rows.get(id); at !== undefined && !kept.has(at.nodeId); at = parentIn(rows, at)) {
      kept.add(at.nodeId)
    }
  }
  const removals = new Map<NodeId, { top: NodeRow; all: NodeRow[] }>()
  let fileCount = 0
  for (const row of rows.values()) {
    if (kept.has(row.nodeId)) continue
    const above = row === top || row.parentId === null ? undefined : removals.get(row.parentId)
    const removal = above ?? { top: row, all: [] }
    removal.all.push(row)
    removals.set(row.nodeId, removal)
    if (row.kind === 'file') fileCount++
  }
  const restated = [...rows.values()].filter(
    (row) => kept.has(row.nodeId) && (row === top || row.changedSeq <= plannedSeq),
  )
  return { removals: [...new Set(removals.values())], restated, fileCount }
}

function findSurvivors(below: readonly NodeRow[], plannedSeq: number): Set<NodeId> {
  const survivors = new Set<NodeId>()
  for (const row of below) {
    const isInside = row.parentId !== null && survivors.has(row.parentId)
    if (isInside || row.changedSeq > plannedSeq) survivors.add(row.nodeId)
  }
  return survivors
}

function parentIn(rows: ReadonlyMap<NodeId, NodeRow>, row: NodeRow): NodeRow | undefined {
  return row.parentId === null ? undefined : rows.get(row.parentId)
}
