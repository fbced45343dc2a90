import { formatId, type Operation, type OpId } from '@tidemark/protocol'
import type { Clock, Rng } from '../ports.js'
import type { PutStep, RemoteDeleteStep, RemotePlacement } from '../reconcile/plan.js'
import { type DeviceNaming, proposeCopyName } from './conflict-naming.js'

/** A step that is carried out by one operation of a commit. */
export type RemoteStep =
  | RemotePlacement
  | PutStep
  | (RemoteDeleteStep & { readonly kind: 'delete' })

/**
 * Makes operations of steps. An operation whose answer never came keeps its id when it is made
 * again, so the server can tell that it is the same one (E100); the memory lasts as long as the
 * process, after that equal content and derived ids make the repetition harmless.
 */
export class OperationMaker {
  readonly #rng: Rng
  readonly #clock: Clock
  readonly #naming: DeviceNaming
  readonly #unanswered = new Map<string, OpId>()

  constructor(rng: Rng, clock: Clock, naming: DeviceNaming) {
    this.#rng = rng
    this.#clock = clock
    this.#naming = naming
  }

  /** @param plannedSeq journal position that the plan is based on. */
  make(step: RemoteStep, plannedSeq: number, group: number | undefined): Operation {
    const identity = JSON.stringify(step)
    const opId = this.#unanswered.get(identity) ?? formatId<OpId>(this.#rng.bytes(16))
    this.#unanswered.set(identity, opId)
    const common = { opId, ...(group === undefined ? {} : { group }) }
    return { ...common, ...this.#body(step, plannedSeq) }
  }

  /** Whether an operation of this step was made before and its answer never came. */
  isUnanswered(step: RemoteStep): boolean {
    return this.#unanswered.has(JSON.stringify(step))
  }

  /** The operation of this step was answered. */
  forget(step: RemoteStep): void {
    this.#unanswered.delete(JSON.stringify(step))
  }

  #body(step: RemoteStep, plannedSeq: number) {
    const { nodeId } = step
    if (step.kind === 'delete') return { op: step.kind, nodeId, base: step.base, plannedSeq }
    const { parentId, name } = step
    const copyName = proposeCopyName(name, this.#naming, this.#clock)
    switch (step.kind) {
      case 'mkdir':
        return { op: step.kind, nodeId, parentId, name, copy: { nodeId, name: copyName } }
      case 'move':
        return { op: step.kind, nodeId, base: step.base, parentId, name, copyName }
      case 'restore':
        return { op: step.kind, nodeId, parentId, name, copyName, subtree: step.subtree }
      case 'put':
        return {
          op: step.kind,
          nodeId,
          parentId,
          name,
          base: step.base,
          content: step.content,
          onConflict: 'copy' as const,
          copy: { nodeId: step.copyNodeId, name: copyName },
        }
    }
  }
}
