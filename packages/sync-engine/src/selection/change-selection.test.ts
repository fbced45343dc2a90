import { AppError, type NodeId } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import { id, ROOT, treesOf } from '../reconcile/_trees.js'
import { changeSelection, MAX_DESELECTED_NODES } from './change-selection.js'
import { selectionEffect } from './selection-effect.js'

const folder = (parent = ROOT) => ({ r: { in: parent }, l: { in: parent }, s: { in: parent } })
const file = (parent: NodeId) => {
  const known = { in: parent, has: 'a' }
  return { r: known, l: known, s: known }
}
/** Folder a holds folder b with file c, and file d. */
const TREES = treesOf({ a: folder(), b: folder(id('a')), c: file(id('b')), d: file(id('a')) })

function codeOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (error instanceof AppError) return error.code
  }
  return 'none'
}

describe('a selection', () => {
  it('opens a deselected folder around what is selected and keeps its other contents away', () => {
    const after = changeSelection(TREES.remote, new Set([id('a')]), [id('c')], true)
    expect([...after]).toEqual([id('d')])
  })

  it('keeps what is deleted for now deselected until everything is selected', () => {
    const before = new Set([id('9'), id('a')])
    expect([...changeSelection(TREES.remote, before, [id('a')], true)]).toEqual([id('9')])
    expect(changeSelection(TREES.remote, before, [ROOT], true).size).toBe(0)
  })

  it('refuses the whole folder, unknown nodes and more nodes than an engine can compare', () => {
    const deselect = (nodeId: NodeId) => changeSelection(TREES.remote, new Set(), [nodeId], false)
    expect(codeOf(() => deselect(ROOT))).toBe('node_kind')
    expect(codeOf(() => deselect(id('9')))).toBe('node_missing')
    const children = Array.from({ length: MAX_DESELECTED_NODES + 2 }, (_, number) => ({
      nodeId: number.toString(16).padStart(32, '0') as NodeId, // test value
    }))
    const [child] = children
    const parents = new Map(children.map(({ nodeId }) => [nodeId, id('a')]))
    const tree = {
      find: (nodeId: NodeId) => ({ parentId: parents.get(nodeId) ?? null }),
      children: () => children,
    }
    const select = () =>
      changeSelection(tree, new Set([id('a')]), child ? [child.nodeId] : [], true)
    expect(codeOf(select)).toBe('selection_too_large')
  })

  it('tells what leaves, what has to go up first, and what comes', () => {
    const trees = treesOf({
      a: folder(),
      b: { ...file(id('a')), l: { in: id('a'), has: 'b' } },
      c: { l: { in: id('a'), has: 'c' } },
      d: file(id('a')),
      e: { r: { in: id('a'), has: 'e' } },
    })
    const nothing = { items: 0, bytes: 0 }
    expect(selectionEffect(trees, new Set(), new Set([id('a')]))).toEqual({
      leaving: { items: 4, bytes: 9 },
      toUpload: { items: 2, bytes: 6 },
      coming: nothing,
    })
    expect(selectionEffect(trees, new Set([id('a')]), new Set([id('d')]))).toEqual({
      leaving: nothing,
      toUpload: nothing,
      coming: { items: 1, bytes: 3 },
    })
  })
})
