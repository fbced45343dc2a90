import type { TreeItem, TreePage } from '../../../ipc-contract/index.js'
import type { TreeListRow } from '../../design/tree-list.js'

type NodeId = TreeItem['nodeId']

/** What is known of one folder's items: the first pages of them. */
interface Branch {
  readonly items: readonly TreeItem[]
  readonly totalCount: number
  /** Where the next page begins; undefined when all are here. */
  readonly cursor: string | undefined
}

/** The part of a folder's tree that was looked at. */
export interface TreeState {
  /** The synced folder itself; null until the first answer. */
  readonly root: TreeItem | null
  readonly branches: ReadonlyMap<NodeId, Branch>
  readonly open: ReadonlySet<NodeId>
}

export const EMPTY_TREE: TreeState = { root: null, branches: new Map(), open: new Set() }

/** A row of the tree; without an item it stands for what is still to be loaded. */
export interface TreeRow extends TreeListRow {
  readonly item: TreeItem | null
  readonly parentId: NodeId
}

const TICKS = { here: 'on', online_only: 'off', partly: 'some' } as const

/** The rows in sight if the window were endless: open folders with what is in them. */
export function rowsOf(state: TreeState): readonly TreeRow[] {
  const rows: TreeRow[] = []
  if (state.root !== null) addRows(rows, state, state.root.nodeId, 1)
  return rows
}

function addRows(rows: TreeRow[], state: TreeState, parentId: NodeId, level: number): void {
  const branch = state.branches.get(parentId)
  const siblingCount = Math.max(branch?.totalCount ?? 1, branch?.items.length ?? 1)
  const common = { parentId, level, siblingCount }
  let position = 0
  for (const item of branch?.items ?? []) {
    position++
    const { nodeId } = item
    const isOpen = item.kind === 'folder' && item.itemCount > 0 ? state.open.has(nodeId) : null
    const tick = TICKS[item.state]
    rows.push({ ...common, id: nodeId, item, position, isOpen, tick, isPlaceholder: false })
    if (isOpen === true) addRows(rows, state, nodeId, level + 1)
  }
  if (branch !== undefined && branch.cursor === undefined) return
  const id = `${parentId} ${branch?.cursor ?? ''}`
  const still = { item: null, isOpen: null, tick: 'off', isPlaceholder: true } as const
  rows.push({ ...common, ...still, id, position: position + 1 })
}

/** Opens or closes a folder. */
export function withOpen(state: TreeState, nodeId: NodeId, isOpen: boolean): TreeState {
  const open = new Set(state.open)
  if (isOpen) open.add(nodeId)
  else open.delete(nodeId)
  return { ...state, open }
}

/** Adds a page of a folder: the first one, or the one after what is known. */
export function withPage(state: TreeState, page: TreePage, after: string | undefined): TreeState {
  const { nodeId } = page.node
  const known = state.branches.get(nodeId)
  // An answer to what was asked before a reload is about another page by now.
  if (after !== undefined && known?.cursor !== after) return state
  const items = after === undefined ? page.items : [...(known?.items ?? []), ...page.items]
  const branch = { items, totalCount: page.totalCount, cursor: page.cursor }
  const root = state.root === null || state.root.nodeId === nodeId ? page.node : state.root
  return { ...state, root, branches: new Map(state.branches).set(nodeId, branch) }
}

/**
 * What a choice comes to, until the daemon has told: an item with all below it is one wish, and folders
 * around it are partly here.
 */
export function withChoice(state: TreeState, nodeId: NodeId, isSelected: boolean): TreeState {
  const parents = new Map<NodeId, NodeId>()
  for (const [parentId, { items }] of state.branches) {
    for (const item of items) parents.set(item.nodeId, parentId)
  }
  const below = (id: NodeId | undefined): boolean =>
    id !== undefined && (id === nodeId || below(parents.get(id)))
  const around = new Set<NodeId>()
  for (let id = parents.get(nodeId); id !== undefined; id = parents.get(id)) around.add(id)
  const change = (item: TreeItem): TreeItem => {
    if (around.has(item.nodeId)) return { ...item, state: 'partly', isLeaving: false }
    if (!below(item.nodeId)) return item
    return isSelected
      ? { ...item, state: 'here', isLeaving: false }
      : { ...item, state: 'online_only', isLeaving: item.state !== 'online_only' || item.isLeaving }
  }
  const branches = new Map(
    [...state.branches].map(([id, branch]) => [id, { ...branch, items: branch.items.map(change) }]),
  )
  return { ...state, branches }
}
