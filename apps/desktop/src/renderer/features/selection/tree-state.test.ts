import { describe, expect, it } from 'vitest'
import type { TreeItem, TreePage } from '../../../ipc-contract/index.js'
import { EMPTY_TREE, rowsOf, type TreeState, withChoice, withOpen, withPage } from './tree-state.js'

const idOf = (name: string) => name as TreeItem['nodeId'] // any text will do here

function item(name: string, facts: Partial<TreeItem> = {}): TreeItem {
  const common = { kind: 'folder', sizeBytes: 1, itemCount: 1, state: 'here', isLeaving: false }
  return { nodeId: idOf(name), name, ...common, ...facts } as TreeItem // complete with `common`
}

function page(name: string, items: readonly TreeItem[], more: Partial<TreePage> = {}): TreePage {
  const of = { folderId: 'f', folderPath: '/f', path: name, totalCount: items.length }
  return { ...of, node: item(name), items: [...items], ...more }
}

/** Folder a holds b and c; d is beside it. */
const TREE = [page('', [item('a'), item('d')]), page('a', [item('b'), item('c')])].reduce(
  (state, one) => withPage(state, one, undefined),
  withOpen(EMPTY_TREE, idOf('a'), true),
)
const shape = (state: TreeState) =>
  rowsOf(state).map(({ id, level, tick }) => `${'-'.repeat(level)}${id} ${tick}`)

describe('the tree of what is here', () => {
  it('shows what is in open folders, and a placeholder for what is not loaded', () => {
    expect(shape(TREE)).toEqual(['-a on', '--b on', '--c on', '-d on'])
    expect(shape(withOpen(TREE, idOf('a'), false))).toEqual(['-a on', '-d on'])
    expect(rowsOf(withOpen(TREE, idOf('d'), true)).at(-1)).toMatchObject({
      ...{ item: null, level: 2, isPlaceholder: true, parentId: 'd' },
    })
  })

  it('adds pages in their order and takes no page twice', () => {
    const first = page('d', [item('e')], { totalCount: 2, cursor: 'e' })
    const opened = withPage(withOpen(TREE, idOf('d'), true), first, undefined)
    expect(rowsOf(opened).at(-1)).toMatchObject({ isPlaceholder: true, position: 2 })
    const second = page('d', [item('f', { kind: 'file', itemCount: 0 })], { totalCount: 2 })
    const whole = withPage(opened, second, 'e')
    expect(rowsOf(whole).at(-1)).toMatchObject({ id: 'f', isOpen: null, siblingCount: 2 })
    expect(withPage(whole, second, 'e')).toBe(whole)
  })

  it('a choice holds for all below it and makes the folders around it partly here', () => {
    const without = withChoice(TREE, idOf('b'), false)
    expect(shape(without)).toEqual(['-a some', '--b off', '--c on', '-d on'])
    const none = withChoice(without, idOf('a'), false)
    expect(shape(none)).toEqual(['-a off', '--b off', '--c off', '-d on'])
    expect(rowsOf(none)[1]?.item?.isLeaving).toBe(true)
    expect(shape(withChoice(none, idOf('c'), true))).toEqual([
      '-a some',
      '--b off',
      '--c on',
      '-d on',
    ])
  })

  it('holds a hundred thousand rows', () => {
    const items = Array.from({ length: 100_000 }, (_, index) => item(`file ${index}`))
    const state = withPage(EMPTY_TREE, page('', items), undefined)
    expect(rowsOf(withChoice(state, idOf('file 7'), false))).toHaveLength(100_000)
  })
})
