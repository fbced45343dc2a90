import type { NodeId } from '@tidemark/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changeSelection, isDeselectedIn, type SelectableTree } from './change-selection.js'

const NODES = 24
const idOf = (number: number): NodeId => number.toString(16).padStart(32, '0') as NodeId // test value

/** `parents[n]` of node n + 1 is a node before it; node 0 is the root. */
function treeOf(parents: readonly number[]): SelectableTree {
  const rows = [
    { nodeId: idOf(0), parentId: null },
    ...parents.map((parent, index) => ({ nodeId: idOf(index + 1), parentId: idOf(parent) })),
  ]
  return {
    find: (nodeId) => rows.find((row) => row.nodeId === nodeId),
    children: (parentId) => rows.filter((row) => row.parentId === parentId),
  }
}

/** The plain model: one tick box per node that is wanted here or not. */
class TickBoxes {
  readonly #parents: readonly number[]
  readonly #isWanted: boolean[]

  constructor(parents: readonly number[]) {
    this.#parents = parents
    this.#isWanted = [0, ...parents].map(() => true)
  }

  set(node: number, isWanted: boolean): void {
    for (let other = 0; other < this.#isWanted.length; other++) {
      if (this.#way(other).includes(node)) this.#isWanted[other] = isWanted
    }
    if (isWanted) for (const around of this.#way(node)) this.#isWanted[around] = true
  }

  get wanted(): readonly boolean[] {
    return this.#isWanted
  }

  /** The node and all folders around it. */
  #way(node: number): number[] {
    return node === 0 ? [0] : [node, ...this.#way(this.#parents[node - 1] ?? 0)]
  }
}

const parentsArbitrary = fc
  .array(fc.nat(), { minLength: 1, maxLength: NODES })
  .map((numbers) => numbers.map((number, index) => number % (index + 1)))
const stepsArbitrary = fc.array(
  fc.record({
    nodes: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
    isSelected: fc.boolean(),
  }),
  { maxLength: 12 },
)

describe('selecting and deselecting any nodes in any order', () => {
  it('keeps off the disk exactly what has no tick in a tree of plain tick boxes (PS227)', () => {
    fc.assert(
      fc.property(parentsArbitrary, stepsArbitrary, (parents, steps) => {
        const tree = treeOf(parents)
        const model = new TickBoxes(parents)
        let deselected: ReadonlySet<NodeId> = new Set()
        for (const { nodes, isSelected } of steps) {
          // The root can be selected and not deselected.
          const known = nodes.map((node) => 1 + (node % parents.length))
          const ids = known.map(idOf)
          deselected = changeSelection(tree, deselected, ids, isSelected)
          for (const node of known) model.set(node, isSelected)
        }
        const isHere = model.wanted.map((_, node) => !isDeselectedIn(tree, deselected, idOf(node)))
        expect(isHere).toEqual(model.wanted)
      }),
      { numRuns: 2_000 },
    )
  })

  it('names no node twice and none that a deselected folder covers already', () => {
    fc.assert(
      fc.property(parentsArbitrary, stepsArbitrary, (parents, steps) => {
        const tree = treeOf(parents)
        let deselected: ReadonlySet<NodeId> = new Set()
        for (const { nodes, isSelected } of steps) {
          const ids = nodes.map((node) => idOf(1 + (node % parents.length)))
          deselected = changeSelection(tree, deselected, ids, isSelected)
          const again = changeSelection(tree, deselected, ids, isSelected)
          expect([...again].sort()).toEqual([...deselected].sort())
        }
        for (const nodeId of deselected) {
          const parentId = tree.find(nodeId)?.parentId
          expect(parentId && isDeselectedIn(tree, deselected, parentId)).toBe(false)
        }
      }),
    )
  })
})
