import type { FileContent, NodeId, Operation } from '@tidemark/protocol'
import {
  diskNameOf,
  type HeldDeletes,
  isSameRoot,
  type RootProbe,
  type StateReader,
} from '@tidemark/sync-engine'

/** The computer whose engine is watched, and what is done with what is found. */
export interface DeleteWatchSurroundings {
  readonly name: string
  /** What its engine knows at the moment. */
  readonly store: () => StateReader
  readonly isPluggedIn: () => boolean
  readonly nowMs: () => number
  /** Called with the contents of files whose deletion goes out. */
  readonly onDeletion: (content: FileContent) => void
  readonly report: (problem: string) => void
  readonly count: (what: string) => void
}

/** Deletes that belong to one plan. */
interface Run extends HeldDeletes {
  /** Items that both sides had agreed on before. */
  readonly totalCount: number
}

const NONE: HeldDeletes = { here: 0, there: 0 }

/**
 * Watches at the ports of an engine how it deletes. At the very moment when a deletion goes out, the
 * folder has just been proven to be the linked one (I13). The deletes of one plan, which never reads
 * the journal in between, are more than the brake lets through only if a person said so (I15); what is
 * too much is written here once more, as the promise has it.
 */
export class DeleteWatch {
  readonly #around: DeleteWatchSurroundings
  #provenAtMs: number | undefined
  #approved = NONE
  #run: Run | undefined

  constructor(around: DeleteWatchSurroundings) {
    this.#around = around
  }

  /** What the engine learned of its folder. */
  noteProbe(probe: RootProbe): void {
    const { store, nowMs } = this.#around
    const linked = store().rootIdentity()
    const isProven =
      probe.state === 'present' && linked !== undefined && isSameRoot(linked, probe.identity)
    this.#provenAtMs = isProven ? nowMs() : undefined
  }

  /** The engine reads the journal: what it deletes next is of another plan. */
  noteJournalRead(): void {
    this.#run = undefined
  }

  /** A person agreed to so many deletes. */
  noteApproved(held: HeldDeletes): void {
    this.#approved = held
  }

  /** Operations are about to be sent. */
  noteCommit(operations: readonly Operation[]): void {
    const deleted = operations.flatMap((op) => (op.op === 'delete' ? [op.nodeId] : []))
    if (deleted.length === 0) return
    const { name, isPluggedIn, nowMs, onDeletion, report, count } = this.#around
    count('deletes sent')
    if (this.#provenAtMs !== nowMs() || !isPluggedIn())
      report(`I13: ${name} sends a deletion without proof that its folder is there`)
    const { remote } = this.#around.store()
    const withAllBelow = (nodeId: NodeId): NodeId[] => [
      nodeId,
      ...remote.children(nodeId).flatMap((child) => withAllBelow(child.nodeId)),
    ]
    const gone = deleted.flatMap(withAllBelow)
    for (const nodeId of gone) {
      const content = remote.find(nodeId)?.content
      if (content !== undefined) onDeletion(content)
    }
    this.#add('there', gone.length)
  }

  /** What is at the path is about to go to the trash. New folders that are taken back do not count. */
  noteTrash(path: string): void {
    const nodeId = this.#nodeAt(path)
    if (nodeId === undefined || this.#around.store().synced.find(nodeId) === undefined) return
    this.#add('here', 1)
  }

  #add(side: keyof HeldDeletes, deleteCount: number): void {
    const before = this.#run ?? { ...NONE, totalCount: this.#agreedCount() }
    const run = { ...before, [side]: before[side] + deleteCount }
    this.#run = run
    const { name, report, count } = this.#around
    if (!isTooMuch(run[side], run.totalCount)) return
    if (run[side] <= this.#approved[side]) count('large deletes that were approved')
    else report(`I15: ${name} deletes ${run[side]} of ${run.totalCount} items (${side}) unasked`)
  }

  #agreedCount(): number {
    const { synced } = this.#around.store()
    return synced.count() - (synced.root() === undefined ? 0 : 1)
  }

  #nodeAt(path: string): NodeId | undefined {
    const { local } = this.#around.store()
    let node = local.root()
    for (const name of path.split('/')) {
      if (node === undefined) return undefined
      node = local.children(node.nodeId).find((child) => diskNameOf(child) === name)
    }
    return node?.nodeId
  }
}

/** More than 50 items that are more than a fifth, or all of at least 10 (P9). */
function isTooMuch(deleteCount: number, totalCount: number): boolean {
  const isAll = totalCount >= 10 && deleteCount >= totalCount
  return isAll || (deleteCount > 50 && deleteCount * 5 > totalCount)
}
