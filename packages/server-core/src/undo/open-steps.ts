import type { NodeId } from '@tidemark/protocol'
import type { UndoStep } from './plan-undo.js'

/** Which steps are still to be done, for those that have to wait for them. */
export class OpenSteps {
  readonly #nodes = {
    back: new Set<NodeId>(),
    place: new Set<NodeId>(),
    trash: new Set<NodeId>(),
    content: new Set<NodeId>(),
  }
  /** Steps that put something into a folder, counted by the folder. */
  readonly #targets = new Map<NodeId, number>()

  constructor(steps: readonly UndoStep[]) {
    for (const step of steps) {
      this.#nodes[step.do].add(step.nodeId)
      this.#count(step, 1)
    }
  }

  has(what: UndoStep['do'], nodeId: NodeId): boolean {
    return this.#nodes[what].has(nodeId)
  }

  /** Whether anything is still to come into the folder. */
  isTarget(folderId: NodeId): boolean {
    return this.#targets.has(folderId)
  }

  /** Notes that a step was done, or will not be done. */
  close(step: UndoStep): void {
    if (this.#nodes[step.do].delete(step.nodeId)) this.#count(step, -1)
  }

  #count(step: UndoStep, delta: 1 | -1): void {
    if (!('place' in step)) return
    const { parentId } = step.place
    const count = (this.#targets.get(parentId) ?? 0) + delta
    if (count === 0) this.#targets.delete(parentId)
    else this.#targets.set(parentId, count)
  }
}
