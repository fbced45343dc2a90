import { type FileContent, type NodeId, nameKey, type RevisionId } from '@tidemark/protocol'
import type { LocalNode, Place, RemoteNode, SyncedNode } from '../trees.js'
import type { ReconcileContext } from './context.js'
import type { Trees } from './entries.js'
import { reconcile } from './reconcile.js'

/** Ids of tests: `a` becomes aaaa… so that failures can be read. */
export const id = (text: string): NodeId => text.padEnd(32, text.slice(-1)) as NodeId // test value
export const rev = (text: string): RevisionId => text.padEnd(32, '0') as RevisionId // test value
export const ROOT = id('f')
export const NOW_MS = 1_000_000

/** Content that is told apart by one letter. */
export function content(letter: string, facts: Partial<FileContent> = {}): FileContent {
  const root = letter.repeat(64) as FileContent['root'] // test value
  const common = { depth: 0, profileId: 'whole-v1', hashId: 'sha256', mtimeNs: '1' }
  return { sizeBytes: 3, root, ...common, executable: false, ...facts }
}

interface Known {
  readonly at?: string
  readonly in?: NodeId
  /** Letter of the content; absent = a folder. */
  readonly has?: string
  readonly contentRev?: string
  readonly placeRev?: string
  readonly facts?: Partial<FileContent>
}

interface OnDisk {
  readonly at?: string
  readonly in?: NodeId
  /** Letter of the content, `?` = not read yet; absent = a folder. */
  readonly has?: string
  readonly missing?: 'settled' | 'just_now'
  readonly facts?: Partial<FileContent>
}

/** What the three trees say about one node. */
export interface Case {
  readonly r?: Known
  readonly l?: OnDisk
  readonly s?: Known
}

class FakeTree<N extends Place & { readonly nodeId: NodeId }> {
  readonly #nodes: readonly N[]
  constructor(nodes: readonly N[]) {
    this.#nodes = nodes
  }
  root = (): N | undefined => this.#nodes.find((node) => node.parentId === null)
  find = (nodeId: NodeId): N | undefined => this.#nodes.find((node) => node.nodeId === nodeId)
  children = (parentId: NodeId): N[] => this.#nodes.filter((node) => node.parentId === parentId)
  childrenByKey = (parentId: NodeId, key: string): N[] =>
    this.children(parentId).filter((node) => nameKey(node.name) === key)
  count = (): number => this.#nodes.length
}

/** Trees with a root and the given nodes. */
export function treesOf(cases: Readonly<Record<string, Case>>): Trees {
  const entries = Object.entries(cases)
  const root = { nodeId: ROOT, parentId: null, name: '', content: undefined }
  const revs = { contentRev: rev('0'), placeRev: rev('0') }
  const remote = entries.flatMap(([key, { r }]) => (r ? [known(key, r)] : []))
  const synced = entries.flatMap(([key, { s }]) => (s ? [known(key, s)] : []))
  const local = entries.flatMap(([key, { l }]) => (l ? [onDisk(key, l)] : []))
  return {
    remote: new FakeTree<RemoteNode>([{ ...root, kind: 'folder', ...revs }, ...remote]),
    synced: new FakeTree<SyncedNode>(synced),
    local: new FakeTree<LocalNode>([{ ...onDisk('f', {}), ...root }, ...local]),
  }
}

function known(key: string, node: Known) {
  const { at = key, has, contentRev = '1', placeRev = '1' } = node
  return {
    nodeId: id(key),
    parentId: node.in ?? ROOT,
    name: at,
    kind: has === undefined ? ('folder' as const) : ('file' as const),
    contentRev: rev(contentRev),
    placeRev: rev(placeRev),
    content: has === undefined ? undefined : content(has, node.facts),
  }
}

function onDisk(key: string, node: OnDisk): LocalNode {
  const { at = key, has, missing, facts } = node
  const stat = {
    kind: has === undefined ? ('folder' as const) : ('file' as const),
    device: '1',
    inode: key,
    sizeBytes: 3,
    mtimeNs: 1n,
    ctimeNs: 1n,
    birthtimeNs: undefined,
    executable: false,
  }
  const since = { settled: NOW_MS - 60_000, just_now: NOW_MS - 1 }
  return {
    nodeId: id(key),
    parentId: node.in ?? ROOT,
    name: at,
    kind: stat.kind,
    stat,
    content: has === undefined || has === '?' ? undefined : content(has, facts),
    missingSinceMs: missing === undefined ? null : since[missing],
  }
}

export const context: ReconcileContext = {
  nowMs: NOW_MS,
  settleMs: 2_000,
  rootNodeId: ROOT,
  isDeselected: () => false,
  copyNodeId: (nodeId) => id(nodeId === id('c0') ? 'c1' : nodeId === id('c1') ? 'c2' : 'c0'),
}

/** The plan without its empty parts; `deselected` names what is kept online only. */
export function planOf(
  cases: Readonly<Record<string, Case>>,
  deselected: readonly string[] = [],
): Record<string, unknown> {
  const dirty = Object.keys(cases).map((key) => id(key))
  const isDeselected = (nodeId: NodeId): boolean => deselected.some((key) => id(key) === nodeId)
  const plan = reconcile(treesOf(cases), dirty, { ...context, isDeselected })
  return Object.fromEntries(
    Object.entries(plan).filter(([, part]) => Array.isArray(part) && part.length > 0),
  )
}
