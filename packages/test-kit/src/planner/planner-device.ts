import type { NodeId, Operation, OperationResult } from '@tidemark/protocol'
import type { NodeRow } from '@tidemark/server-core'
import {
  applyAnswer,
  applyBookkeeping,
  isEmptyPlan,
  type LocalNode,
  type Plan,
  type PutStep,
  type ReconcileContext,
  type RemoteNode,
  type RemotePlacement,
  type RemoteStep,
  reconcile,
  type SyncedNode,
  type Tree,
} from '@tidemark/sync-engine'
import { SeededRandom } from '../clock/seeded-random.js'
import { MemoryStateStore } from '../state/memory-state-store.js'
import { DeviceFolder } from './device-folder.js'
import { FolderSteps, type StepEnd, type Trouble } from './folder-steps.js'
import { operationOf } from './plan-operations.js'
import { type PlannerServer, ROOT_ID } from './planner-server.js'

/** How long a vanished item may still come back. */
const SETTLE_MS = 2_000
const RACE_REST_MS = 1_000
const WAITING_REST_MS = 5_000
const DELETE_REST_MS = 30_000

/** How a plan is made. */
export interface PlanChoice {
  /** Dirty nodes that it looks at, at most. */
  readonly limit: number
  /** Whether the journal is read first though nothing says that there is news. */
  readonly isFresh: boolean
  /** Order of the dirty nodes; 0 = as they are. */
  readonly order: number
}

/** What a device tells while it works. */
export interface DeviceWitness {
  /** A content came to the disk. */
  onArrival(device: string, root: string | null): void
  /** The process died after it did something and before it wrote that down. */
  onDeath(): void
  /** The engine replaced a content on disk. */
  onReplaced(device: string, root: string | null): void
  onPlan(device: PlannerDevice, plan: Plan, dirty: readonly NodeId[]): void
  /** A plan was made for dirty nodes in another order than they became so. */
  onShuffled(device: PlannerDevice, plan: Plan, dirty: readonly NodeId[]): void
  log(line: () => string): void
}

/** A plan that is about to run. */
interface PendingPlan {
  readonly plan: Plan
  readonly isDeletes: boolean
  /** Its bookkeeping may have given nodes other ids, so that nothing else of it counts. */
  readonly hasSettled: boolean
}

/** The process died in the middle of a plan. */
class Died extends Error {}

/** A request was lost: the rest of the plan is given up. */
class Unreachable extends Error {}

/** Three trees and what keeps them equal: the rounds of the engine without disk and network. */
export class PlannerDevice {
  readonly name: string
  readonly store = new MemoryStateStore()
  readonly folder: DeviceFolder
  readonly #server: PlannerServer
  readonly #clock: { nowMs: number }
  readonly #witness: DeviceWitness
  readonly #steps: FolderSteps
  readonly #random: SeededRandom
  readonly #deletes = new Set<NodeId>()
  #epoch: number | undefined
  #seq = 0
  #isStale = true
  #pending: PendingPlan | undefined

  constructor(
    name: string,
    server: PlannerServer,
    clock: { nowMs: number },
    witness: DeviceWitness,
    random: SeededRandom,
  ) {
    this.name = name
    this.#server = server
    this.#clock = clock
    this.#witness = witness
    this.#random = random
    this.folder = new DeviceFolder(this.store, ROOT_ID, name, () => clock.nowMs)
    this.#steps = new FolderSteps(this.store, this.folder)
  }

  /** Whether it has seen all of the journal and has nothing to do. */
  get isQuiet(): boolean {
    const isCurrent = this.#epoch === this.#server.epoch && this.#seq === this.#server.tree.rows.seq
    return isCurrent && this.store.dirtyCount() === 0 && this.#deletes.size === 0
  }

  get context(): ReconcileContext {
    return {
      nowMs: this.#clock.nowMs,
      settleMs: SETTLE_MS,
      rootNodeId: ROOT_ID,
      isDeselected: () => false,
      copyNodeId: (nodeId, base, { root }) =>
        `c(${nodeId} ${base ?? '-'} ${root})` as typeof nodeId, // an id of tests
    }
  }

  /** Deletions on the server that the plan which is about to run asks for. */
  get pendingDeletes(): Plan['remoteDeletes'] {
    return this.#pending?.isDeletes ? this.#pending.plan.remoteDeletes : []
  }

  /** Makes a plan and keeps it for `run`. Returns whether there is one. */
  plan({ limit, isFresh, order }: PlanChoice): boolean {
    if (isFresh || this.#isStale) this.catchUp()
    this.folder.beginPlan()
    const due = this.store.dirty(this.#clock.nowMs, limit).map(({ nodeId }) => nodeId)
    const isDeletes = due.length === 0
    if (isDeletes) {
      if (this.#deletes.size === 0 || this.catchUp()) return false
      due.push(...this.#deletes)
      this.#deletes.clear()
    }
    if (order !== 0) shuffle(due, new SeededRandom(order))
    const plan = reconcile(this.store, due, this.context)
    this.#witness.onPlan(this, plan, due)
    if (order !== 0) this.#witness.onShuffled(this, plan, due)
    if (isDeletes) this.#markUndeleted(due, plan)
    // Nothing comes between a plan and its bookkeeping.
    const hasSettled = !isDeletes && this.#settle(plan)
    this.#pending = { plan: hasSettled ? withoutSteps(plan) : plan, isDeletes, hasSettled }
    return true
  }

  /** Carries the plan out, with trouble at steps. */
  run(trouble: Trouble): void {
    const pending = this.#pending
    this.#pending = undefined
    if (pending === undefined) return
    const { plan, isDeletes, hasSettled } = pending
    try {
      if (isDeletes) this.#runDeletes(plan, trouble)
      else this.#rest(plan, this.#runSteps(plan, trouble) || hasSettled)
    } catch (error) {
      if (error instanceof Unreachable) return
      if (!(error instanceof Died)) throw error
      this.#witness.log(() => `${this.name} died`)
      this.#witness.onDeath()
      this.restart()
    }
  }

  /** A new process: it looks at everything that was not settled. */
  restart(): void {
    this.#pending = undefined
    this.#deletes.clear()
    this.#isStale = true
    const dirty = this.store.dirty(Number.MAX_SAFE_INTEGER, 1_000_000)
    this.store.transaction((tx) => {
      for (const { nodeId } of dirty) tx.markDirty(nodeId)
    })
  }

  /** The state file is lost. */
  loseState(): void {
    this.folder.forgetIds()
    this.#epoch = undefined
    this.restart()
  }

  /** Reads the journal to its end; returns whether there was something new. */
  catchUp(): boolean {
    this.#isStale = false
    const { tree, epoch } = this.#server
    const { rows } = tree
    if (this.#epoch === epoch && this.#seq === rows.seq) return false
    const isNew = this.#epoch !== epoch
    const from = isNew ? rows.seq : this.#seq
    this.store.transaction((tx) => {
      if (isNew) {
        tx.forgetAgreement()
        for (const row of rows.all()) tx.putRemote(remoteNode(row))
      }
      for (const change of tree.changesAfter(from)) {
        if (change.type === 'upsert') tx.putRemote(remoteNode(change.row))
        else tx.removeRemoteSubtree(change.nodeId)
      }
    })
    if (isNew) this.#deletes.clear()
    this.#epoch = epoch
    this.#seq = rows.seq
    return true
  }

  /** What a look at every node finds to do; undefined when that is nothing. */
  planEverything(): Plan | undefined {
    this.catchUp()
    const { remote, local, synced } = this.store
    const found = new Set<NodeId>()
    for (const tree of [remote, local, synced]) collect(tree, ROOT_ID, found)
    const plan = reconcile(this.store, [...found], this.context)
    return isEmptyPlan(plan) && plan.waiting.length === 0 ? undefined : plan
  }

  /** Returns whether anything was done. */
  #runSteps(plan: Plan, trouble: Trouble): boolean {
    let hasProgressed = false
    const take = (nodeId: NodeId, end: StepEnd): void => {
      if (end === 'unrecorded') throw new Died()
      if (end === 'done') hasProgressed = true
      else this.#restAfterRace(nodeId)
    }
    for (const step of plan.reads) take(step.nodeId, this.#steps.read(step))
    for (const steps of plan.remotePlacements) {
      if (this.#commit(steps, trouble)) hasProgressed = true
    }
    for (const steps of plan.localPlacements) {
      const ends = this.#steps.place(steps, trouble)
      for (const [index, end] of ends.entries()) take(steps[index]?.nodeId ?? ROOT_ID, end)
    }
    for (const step of plan.metadata) take(step.nodeId, this.#steps.setMetadata(step, trouble))
    for (const step of plan.puts) if (this.#put(step, trouble)) hasProgressed = true
    for (const step of plan.downloads) take(step.nodeId, this.#download(step, trouble))
    return hasProgressed
  }

  #restAfterRace(nodeId: NodeId): void {
    const dueMs = this.#clock.nowMs + RACE_REST_MS
    this.store.transaction((tx) => tx.deferDirty(nodeId, dueMs))
  }

  #rest(plan: Plan, hasProgressed: boolean): void {
    const { nowMs } = this.#clock
    this.store.transaction((tx) => {
      for (const { nodeId, untilMs } of plan.waiting) {
        if (untilMs !== undefined) tx.deferDirty(nodeId, untilMs)
        else if (!hasProgressed) tx.deferDirty(nodeId, nowMs + WAITING_REST_MS)
      }
      for (const { nodeId } of [...plan.remoteDeletes, ...plan.localTrash]) {
        this.#deletes.add(nodeId)
        tx.deferDirty(nodeId, nowMs + DELETE_REST_MS)
      }
    })
  }

  #settle(plan: Plan): boolean {
    this.store.transaction((tx) => {
      for (const nodeId of plan.settled) tx.clearDirty(nodeId)
      applyBookkeeping(tx, plan.bookkeeping, this.#random)
    })
    return plan.bookkeeping.length > 0
  }

  #markUndeleted(due: readonly NodeId[], plan: Plan): void {
    const deleted = new Set([...plan.remoteDeletes, ...plan.localTrash].map((s) => s.nodeId))
    this.store.transaction((tx) => {
      for (const nodeId of due) if (!deleted.has(nodeId)) tx.markDirty(nodeId)
    })
  }

  #runDeletes(plan: Plan, trouble: Trouble): void {
    for (const step of plan.remoteDeletes) {
      // No scan comes between a plan and its deletions, so nothing of theirs can be back.
      if (!this.folder.isAsPlanned(step.nodeId)) continue
      const deletion = { ...step, kind: 'delete' } as const
      const [result] = this.#send([deletion], trouble) ?? []
      if (result?.result !== 'applied') this.#restAfterRace(step.nodeId)
      else this.store.transaction((tx) => applyAnswer(tx, { step: deletion, result }))
    }
    for (const step of plan.localTrash) {
      const end = this.#steps.trash(step, trouble, this.#clock.nowMs)
      if (end === 'unrecorded') throw new Died()
      if (end !== 'done') this.#restAfterRace(step.nodeId)
    }
  }

  #download(step: Plan['downloads'][number], trouble: Trouble): StepEnd {
    const onReplaced = (root: string | null): void => this.#witness.onReplaced(this.name, root)
    const end = this.#steps.download(step, trouble, onReplaced)
    if (end !== 'changed') this.#witness.onArrival(this.name, step.content.root)
    return end
  }

  #put(step: PutStep, trouble: Trouble): boolean {
    const local = this.store.local.find(step.nodeId)
    const isThere = local?.content !== undefined && local.missingSinceMs === null
    const isSame = isThere && local.content.root === step.content.root
    if (isSame && this.folder.isAsPlanned(step.nodeId)) return this.#commit([step], trouble)
    this.#restAfterRace(step.nodeId)
    return false
  }

  /** Returns whether something was done. */
  #commit(steps: readonly (RemotePlacement | PutStep)[], trouble: Trouble): boolean {
    const results = this.#send(steps, trouble)
    let isDone = false
    for (const [index, result] of (results ?? []).entries()) {
      const step = steps[index]
      if (step === undefined) continue
      const isDeleted = result.result === 'rejected' && result.error === 'node_exists'
      if (step.kind === 'mkdir' && isDeleted) {
        return this.#commit([{ ...step, kind: 'restore', subtree: false }], trouble)
      }
      this.store.transaction((tx) => applyAnswer(tx, { step, result }))
      if (this.#isTakenOver(step, result)) isDone = true
      else this.#restAfterRace(step.nodeId)
    }
    return isDone
  }

  #isTakenOver({ nodeId }: RemoteStep, result: OperationResult): boolean {
    if (result.result === 'conflict') return true
    if (result.result !== 'applied') return false
    return result.nodeId === nodeId || this.store.local.find(nodeId) === undefined
  }

  #send(steps: readonly RemoteStep[], trouble: Trouble): OperationResult[] | undefined {
    this.#isStale = true
    const what = trouble()
    if (what === 'refused') throw new Unreachable()
    const operations: Operation[] = steps.map((step) => operationOf(step, this.#seq))
    if (this.#epoch !== this.#server.epoch) return undefined
    const results = this.#server.tree.commit(this.name, operations, this.#seq)
    this.#witness.log(() => `${this.name} sends ${JSON.stringify(steps)}: ${outcome(results)}`)
    if (what !== 'crash') return results
    throw new Died()
  }
}

/** What remains of a plan once its bookkeeping was done: the next plan finds the steps again. */
function withoutSteps(plan: Plan): Plan {
  const none = { reads: [], remotePlacements: [], localPlacements: [], puts: [], downloads: [] }
  return { ...plan, ...none, metadata: [] }
}

function remoteNode({ nodeId, parentId, name, kind, contentRev, placeRev, content }: NodeRow) {
  const known = kind === 'file' || kind === 'folder' ? kind : 'other'
  const revs = { contentRev, placeRev }
  return { nodeId, parentId, name, kind: known, ...revs, content: content ?? undefined } as const
}

function collect(tree: Tree<LocalNode | RemoteNode | SyncedNode>, top: NodeId, into: Set<NodeId>) {
  for (const { nodeId } of tree.children(top)) {
    into.add(nodeId)
    collect(tree, nodeId, into)
  }
}

function outcome(results: readonly OperationResult[]): string {
  return results.map((result) => JSON.stringify(result)).join(', ')
}

function shuffle<T>(items: T[], random: SeededRandom): void {
  for (let left = items.length; left > 1; left--) {
    const from = random.below(left)
    const [taken] = items.splice(from, 1)
    if (taken !== undefined) items.push(taken)
  }
}
