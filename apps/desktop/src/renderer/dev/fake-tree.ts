import type { TidemarkBridge, TreeItem } from '../../ipc-contract/index.js'
import { answer } from './fake-world.js'
import { idOf } from './lists.js'

type Daemon = TidemarkBridge['daemon']
type NodeId = TreeItem['nodeId']

interface FakeNode {
  readonly nodeId: NodeId
  readonly parentId: NodeId | null
  readonly name: string
  readonly kind: 'file' | 'folder'
  readonly sizeBytes: number
  readonly children: FakeNode[]
}

const ARCHIVE_FILES = 100_000
const MB = 1_000_000
const PAGE_ITEMS = 1_000
/** How long what was deselected is still on its way out. */
const LEAVING_MS = 4_000

/** Folders with what is in them; a number is the size of a file. */
interface Sketch {
  readonly [name: string]: Sketch | number
}

const SKETCH: Sketch = {
  Films: {
    'Busan 2024': { 'day 1.mov': 840 * MB, 'day 2.mov': 1_210 * MB },
    'Jeju, a very long name of a folder that wraps on small windows': { 'sea.mov': 310 * MB },
    'wedding.mkv': 4_200 * MB,
  },
  Letters: { 'to the bank.odt': 48_000, 'to the town.odt': 31_000 },
  Thesis: { figures: { 'a.svg': 12_000 }, 'chapter 1.tex': 52_000, 'chapter 2.tex': 48_000 },
  'Budget 2027.ods': 210_000,
  회의록: { '2026년 11월.md': 9_000, '2026년 12월.md': 4_000 },
}

/** A folder with a hundred thousand files and a few others, of which some are online only. */
export function tree() {
  const nodes = new Map<NodeId, FakeNode>()
  const root = plant(nodes, null, '', { Archive: {}, ...SKETCH })
  const archive = root.children[0]
  for (let index = 0; archive !== undefined && index < ARCHIVE_FILES; index++) {
    plant(nodes, archive, `scan ${String(index).padStart(6, '0')}.pdf`, 40_000 + (index % 90) * 900)
  }
  const films = root.children[1]
  const deselected = new Set<NodeId>(films?.children.slice(0, 1).map(({ nodeId }) => nodeId))
  const leaving = new Map<NodeId, number>()
  const totalsOf = totalsIn(root)
  const describe = (node: FakeNode) =>
    describeNode(node, totalsOf(node), { nodes, deselected, leaving })
  return {
    listTree: ({ folder, parentId, cursor, limit = PAGE_ITEMS }) => {
      const node = (parentId && nodes.get(parentId)) ?? root
      const from = cursor === undefined ? 0 : Number(cursor)
      const items = node.children.slice(from, from + limit).map(describe)
      const next = from + items.length
      return answer({
        ...{ folderId: folder, folderPath: '/home/kim/Documents', path: node.name },
        ...{ node: describe(node), items, totalCount: node.children.length },
        ...(next < node.children.length ? { cursor: String(next) } : {}),
      })
    },
    select: ({ nodeIds, isSelected, isPreview }) => {
      const chosen = nodeIds.flatMap((nodeId) => nodes.get(nodeId) ?? [])
      const totals = chosen.map(totalsOf)
      const moved = {
        items: totals.reduce((sum, { items }) => sum + items + 1, 0),
        bytes: totals.reduce((sum, { bytes }) => sum + bytes, 0),
      }
      const nothing = { items: 0, bytes: 0 }
      if (isPreview !== true) {
        for (const node of chosen) choose(nodes, deselected, node, isSelected)
        for (const { nodeId } of chosen) if (!isSelected) leaving.set(nodeId, Date.now())
      }
      return answer({
        leaving: isSelected ? nothing : moved,
        toUpload: isSelected ? nothing : { items: Math.min(1, moved.items), bytes: 48_000 },
        coming: isSelected ? moved : nothing,
      })
    },
  } satisfies Partial<Daemon>
}

function plant(
  nodes: Map<NodeId, FakeNode>,
  parent: FakeNode | null,
  name: string,
  sketch: Sketch | number,
): FakeNode {
  const isFile = typeof sketch === 'number'
  const node: FakeNode = {
    nodeId: idOf(nodes.size + 1),
    parentId: parent?.nodeId ?? null,
    ...{ name, kind: isFile ? 'file' : 'folder', sizeBytes: isFile ? sketch : 0, children: [] },
  }
  nodes.set(node.nodeId, node)
  parent?.children.push(node)
  if (!isFile)
    for (const [child, inside] of Object.entries(sketch)) plant(nodes, node, child, inside)
  return node
}

function around(nodes: ReadonlyMap<NodeId, FakeNode>, node: FakeNode): FakeNode[] {
  const parent = node.parentId === null ? undefined : nodes.get(node.parentId)
  return parent === undefined ? [] : [parent, ...around(nodes, parent)]
}

/** The daemon's rule, small: what is chosen holds for all below, and opens the folders around. */
function choose(
  nodes: ReadonlyMap<NodeId, FakeNode>,
  deselected: Set<NodeId>,
  node: FakeNode,
  isSelected: boolean,
): void {
  if (isSelected) {
    for (const folder of around(nodes, node).toReversed()) {
      if (!deselected.delete(folder.nodeId)) continue
      for (const { nodeId } of folder.children) deselected.add(nodeId)
    }
  }
  for (const id of deselected) {
    const other = nodes.get(id)
    if (other !== undefined && around(nodes, other).includes(node)) deselected.delete(id)
  }
  if (isSelected) deselected.delete(node.nodeId)
  else deselected.add(node.nodeId)
}

interface Choices {
  readonly nodes: ReadonlyMap<NodeId, FakeNode>
  readonly deselected: ReadonlySet<NodeId>
  readonly leaving: ReadonlyMap<NodeId, number>
}

function describeNode(
  node: FakeNode,
  { items, bytes }: Totals,
  { nodes, deselected, leaving }: Choices,
): TreeItem {
  const way = [node, ...around(nodes, node)]
  const isOff = way.some(({ nodeId }) => deselected.has(nodeId))
  const isLeaving = way.some(({ nodeId }) => Date.now() - (leaving.get(nodeId) ?? 0) < LEAVING_MS)
  return {
    ...{ nodeId: node.nodeId, name: node.name, kind: node.kind, sizeBytes: bytes },
    itemCount: items,
    state: isOff ? 'online_only' : isPartly(node, nodes, deselected) ? 'partly' : 'here',
    isLeaving: isOff && isLeaving,
  }
}

function isPartly(
  node: FakeNode,
  nodes: ReadonlyMap<NodeId, FakeNode>,
  deselected: ReadonlySet<NodeId>,
): boolean {
  return [...deselected].some((id) => {
    const other = nodes.get(id)
    return other !== undefined && around(nodes, other).includes(node)
  })
}

interface Totals {
  readonly items: number
  readonly bytes: number
}

/** Sums of a node and all below it; the tree never changes, so each is taken once. */
function totalsIn(root: FakeNode): (node: FakeNode) => Totals {
  const known = new Map<NodeId, Totals>()
  const sum = ({ nodeId, children, sizeBytes }: FakeNode): Totals => {
    let items = children.length
    let bytes = sizeBytes
    for (const child of children) {
      const below = sum(child)
      items += below.items
      bytes += below.bytes
    }
    known.set(nodeId, { items, bytes })
    return { items, bytes }
  }
  sum(root)
  return ({ nodeId }) => known.get(nodeId) ?? { items: 0, bytes: 0 }
}
