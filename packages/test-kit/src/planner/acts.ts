import { type FileContent, type NodeId, nameKey } from '@tidemark/protocol'
import {
  type Arrangement,
  findFolder,
  findItem,
  type Item,
  PASSING,
  type PersonsTree,
} from './persons-tree.js'
import type { TokenLedger } from './token-ledger.js'

/** Something that a person does to a tree. Paths are those before the act. */
export type Act =
  /** Saves a new content, over what is there. */
  | { readonly do: 'write'; readonly path: string; readonly token: string }
  | { readonly do: 'mkdir'; readonly path: string }
  /** Moves, swaps, rotates, inverts: each item comes into the folder under the name. */
  | { readonly do: 'arrange'; readonly moves: readonly Move[] }
  /** Moves a file over another one. */
  | { readonly do: 'over'; readonly path: string; readonly target: string }
  | { readonly do: 'remove'; readonly path: string }
  /** A file becomes a folder with a file in it, a folder a file. */
  | { readonly do: 'replace'; readonly path: string; readonly token: string }
  /** A file of the same content. */
  | { readonly do: 'copy'; readonly path: string; readonly target: string }
  | { readonly do: 'chmod'; readonly path: string }
  | { readonly do: 'touch'; readonly path: string; readonly mtimeNs: string }

/** One move of an arrangement. */
interface Move {
  readonly path: string
  readonly into: string
  readonly name: string
}

/** Who acts where. */
export interface Actor {
  readonly name: string
  readonly tree: PersonsTree
  readonly ledger: TokenLedger
}

/** Does it; false when it cannot be done on the tree as it is. */
export function perform(actor: Actor, act: Act): boolean {
  switch (act.do) {
    case 'write':
      return write(actor, act.path, act.token)
    case 'mkdir':
      return make(actor, act.path, undefined)
    case 'arrange':
      return arrange(actor, act.moves)
    case 'over':
      return moveOver(actor, act.path, act.target)
    case 'remove':
      return remove(actor, act.path)
    case 'replace':
      return replace(actor, act.path, act.token)
    case 'copy': {
      const from = findItem(actor.tree, act.path)
      if (from?.kind !== 'file') return false
      actor.ledger.copy(actor.tree.contentOf(from).root)
      return make(actor, act.target, actor.tree.contentOf(from))
    }
    case 'chmod':
      return change(actor, act.path, (content) => ({
        ...content,
        executable: !content.executable,
      }))
    case 'touch':
      return change(actor, act.path, (content) => ({ ...content, mtimeNs: act.mtimeNs }))
  }
}

/** A content that is told apart by its token. */
function contentOf(token: string): FileContent {
  const root = token as FileContent['root'] // a token of tests
  const common = { depth: 0, profileId: 'whole-v1', hashId: 'sha256', mtimeNs: '1' }
  return { sizeBytes: 3, root, ...common, executable: false }
}

function write(actor: Actor, path: string, token: string): boolean {
  const item = findItem(actor.tree, path)
  const content = contentOf(token)
  if (item === undefined) {
    if (!make(actor, path, content)) return false
  } else {
    if (item.kind !== 'file') return false
    actor.ledger.end(actor.tree.contentOf(item).root)
    actor.tree.edit(item, content)
  }
  actor.ledger.write(actor.name, content)
  return true
}

function make(actor: Actor, path: string, content: FileContent | undefined): boolean {
  const { tree } = actor
  const cut = path.lastIndexOf('/')
  const parentId = findFolder(tree, cut === -1 ? '' : path.slice(0, cut))
  const name = path.slice(cut + 1)
  if (PASSING.test(name)) return false
  if (parentId === undefined || tree.childOf(parentId, name) !== undefined) return false
  tree.make(parentId, name, content)
  return true
}

function change(actor: Actor, path: string, edit: (content: FileContent) => FileContent): boolean {
  const item = findItem(actor.tree, path)
  if (item?.kind !== 'file') return false
  actor.tree.edit(item, edit(actor.tree.contentOf(item)))
  return true
}

function remove({ tree, ledger }: Actor, path: string): boolean {
  const item = findItem(tree, path)
  if (item === undefined) return false
  for (const file of filesIn(tree, item)) ledger.end(tree.contentOf(file).root)
  tree.remove(item)
  return true
}

function replace(actor: Actor, path: string, token: string): boolean {
  const item = findItem(actor.tree, path)
  if (item === undefined || PASSING.test(item.name) || !remove(actor, path)) return false
  if (item.kind === 'folder') return write(actor, path, token)
  make(actor, path, undefined)
  return write(actor, `${path}/inside`, token)
}

function moveOver(actor: Actor, path: string, target: string): boolean {
  const { tree, ledger } = actor
  const item = findItem(tree, path)
  const other = findItem(tree, target)
  if (item?.kind !== 'file' || other?.kind !== 'file' || item.nodeId === other.nodeId) return false
  ledger.end(tree.contentOf(other).root)
  tree.moveOver(item, other)
  return true
}

function arrange(actor: Actor, moves: readonly Move[]): boolean {
  const { tree } = actor
  const found: Arrangement[] = []
  for (const { path, into, name } of moves) {
    const item = findItem(tree, path)
    const parentId = findFolder(tree, into)
    if (item === undefined || parentId === undefined || PASSING.test(name)) return false
    found.push({ item, parentId, name })
  }
  if (!isPossible(actor, found)) return false
  tree.arrange(found)
  return true
}

function isPossible(actor: Actor, moves: readonly Arrangement[]): boolean {
  const moving = new Map(moves.map((move) => [move.item.nodeId, move]))
  if (moving.size < moves.length) return false
  const items = new Map(actor.tree.items().map((item) => [item.nodeId, item]))
  const targets = new Set<string>()
  for (const { item, parentId, name } of moves) {
    targets.add(`${parentId}/${nameKey(name)}`)
    const other = actor.tree.childOf(parentId, name)
    if (other !== undefined && !moving.has(other.nodeId)) return false
    let at: NodeId | undefined = parentId
    for (let depth = 0; at !== undefined; depth++) {
      if (at === item.nodeId || depth > items.size) return false
      at = moving.get(at)?.parentId ?? items.get(at)?.parentId
    }
  }
  return targets.size === moves.length
}

function filesIn(tree: PersonsTree, top: Item): Item[] {
  if (top.kind === 'file') return [top]
  return tree
    .items()
    .filter((item) => item.parentId === top.nodeId)
    .flatMap((item) => filesIn(tree, item))
}
