import type { NodeId } from '@tidemark/protocol'

/** What becomes of an item that one side deleted. */
export type Fate = 'delete' | 'survive' | 'wait'

/** Like `Fate`, for one item without regard to what is below: `survive_whole` keeps that too. */
export type Judgement = Fate | 'survive_whole'

/** The side on which deleted items still exist, as the survey needs it. */
export interface DeletionSide {
  /** The parent, if it was deleted by the other side as well. */
  deletedParentOf(nodeId: NodeId): NodeId | undefined
  childrenOf(nodeId: NodeId): readonly NodeId[]
  judge(nodeId: NodeId): Judgement
}

/**
 * Decides what a deletion takes. A deleted folder with something new or changed inside survives
 * with exactly that (E08, PS056, PS057): whatever lives keeps the folders above it. A folder that
 * the other side renamed survives whole (E10).
 *
 * Looks at each subtree once and remembers, so it is valid for one planning pass.
 */
export class DeletionFates {
  readonly #side: DeletionSide
  readonly #fates = new Map<NodeId, Fate>()
  readonly #sizes = new Map<NodeId, number>()

  constructor(side: DeletionSide) {
    this.#side = side
  }

  fateOf(nodeId: NodeId): Fate {
    if (!this.#fates.has(nodeId)) this.#survey(this.topOf(nodeId), false)
    return this.#fates.get(nodeId) ?? 'wait'
  }

  /** The topmost folder of the deletion that `nodeId` is part of; often the node itself. */
  topOf(nodeId: NodeId): NodeId {
    const passed = new Set<NodeId>()
    let top = nodeId
    for (;;) {
      passed.add(top)
      const parentId = this.#side.deletedParentOf(top)
      // A ring of corrupt or hostile rows has no top; any member will do.
      if (parentId === undefined || passed.has(parentId)) return top
      top = parentId
    }
  }

  /** Whether the deletion of a folder above includes this one. */
  isCovered(nodeId: NodeId): boolean {
    const parentId = this.#side.deletedParentOf(nodeId)
    return parentId !== undefined && this.fateOf(parentId) === 'delete'
  }

  /** Items in the subtree of `nodeId`, itself included. */
  sizeOf(nodeId: NodeId): number {
    this.fateOf(nodeId)
    return this.#sizes.get(nodeId) ?? 1
  }

  #survey(nodeId: NodeId, isKeptByFolder: boolean): Fate {
    // What is being surveyed already is inside itself: nothing of such a ring is deleted.
    this.#fates.set(nodeId, 'wait')
    const own = isKeptByFolder ? 'survive_whole' : this.#side.judge(nodeId)
    let fate: Fate = own === 'survive_whole' ? 'survive' : own
    let size = 1
    for (const child of this.#side.childrenOf(nodeId)) {
      const childFate = this.#fates.get(child) ?? this.#survey(child, own === 'survive_whole')
      size += this.#sizes.get(child) ?? 1
      if (childFate === 'survive' && own !== 'wait') fate = 'survive'
      else if (childFate === 'wait' && fate === 'delete') fate = 'wait'
    }
    this.#fates.set(nodeId, fate)
    this.#sizes.set(nodeId, size)
    return fate
  }
}
