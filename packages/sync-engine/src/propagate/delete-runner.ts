import type { AppError, NodeId, OperationResult, RelPath } from '@tidemark/protocol'
import { findRootProblem, type RootProblem } from '../discover/root-proof.js'
import type { AbortSignal, Clock, FileSystem, Rng } from '../ports.js'
import { isBraked } from '../reconcile/delete-brake.js'
import type { LocalTrashStep, Plan, ReleaseStep, RemoteDeleteStep } from '../reconcile/plan.js'
import type { StateStore, StateTransaction } from '../state-store.js'
import { applyAnswer } from './apply-answer.js'
import type { Committer } from './committer.js'
import type { Durability } from './durability.js'
import type { EngineEvents } from './events.js'
import { isRace } from './failure.js'
import { displayPath, holdItem, itemFailure, type RetryTimes } from './holds.js'
import { askForKeptContent, type BlockKeeper } from './kept-content.js'
import { giveNameAway, retryKeptFolders } from './kept-folder.js'
import type { LocalChanger, TrashOutcome } from './local-changes.js'
import { foldersAround } from './surroundings.js'

/** Deletes that wait for a person, by the side on which they would happen. */
export interface HeldDeletes {
  readonly here: number
  readonly there: number
}

/** The parts that carry deletes out. */
export interface DeleteTools {
  readonly server: BlockKeeper
  readonly durability: Pick<Durability, 'keep'>
  readonly committer: Committer
  readonly changer: LocalChanger
  readonly events: EngineEvents
}

/** What a run of deletes found out. */
export interface DeleteFindings {
  readonly rootProblem: RootProblem | undefined
  readonly held: HeldDeletes
  /** The items of the held deletes: they belong into the plan of every further run. */
  readonly heldIds: readonly NodeId[]
  readonly rescan: ReadonlySet<RelPath>
  /** Whether anything was deleted. */
  readonly hasProgressed: boolean
}

/** How long braked deletes rest before they are looked at again without a decision. */
const BRAKED_REST_MS = 600_000
const RACE_REST_MS = 1_000

/** How many deletes a person has agreed to, per side. */
export function approvalSetting(side: 'here' | 'there'): string {
  return `approved_deletes_${side}`
}

/** Forgets that deletes were held: they were undone. */
export function forgetHeldDeletes(tx: StateTransaction): void {
  for (const side of ['here', 'there'] as const) {
    if (tx.setting(heldSetting(side)) !== undefined) tx.setSetting(heldSetting(side), undefined)
  }
}

/** Whether deletes of a side are held. */
function heldSetting(side: 'here' | 'there'): string {
  return `held_deletes_${side}`
}

/**
 * Runs the deletes of a plan, always after everything else (PS124): the brake first, then the
 * proof that the folder is the one that was linked, then the deletes.
 */
export class DeleteRunner {
  readonly #store: StateStore
  readonly #fs: FileSystem
  readonly #clock: Clock
  readonly #rng: Rng
  readonly #tools: DeleteTools
  readonly #longestRetryMs: number

  constructor(
    store: StateStore,
    fs: FileSystem,
    clock: Clock,
    rng: Rng,
    tools: DeleteTools,
    { longestRetryMs }: Omit<RetryTimes, 'nowMs'>,
  ) {
    this.#store = store
    this.#fs = fs
    this.#clock = clock
    this.#rng = rng
    this.#tools = tools
    this.#longestRetryMs = longestRetryMs
  }

  /** @param plan made of all that is to be deleted, what is held included: the brake sees no parts. */
  async run(plan: Plan, signal: AbortSignal): Promise<DeleteFindings> {
    const there = plan.remoteDeletes.reduce((sum, step) => sum + step.itemCount, 0)
    const here = plan.localTrash.length
    const isThereHeld = this.#isHeld('there', there)
    const isHereHeld = this.#isHeld('here', here)
    const held = { here: isHereHeld ? here : 0, there: isThereHeld ? there : 0 }
    if (isThereHeld) this.#rest(plan.remoteDeletes)
    if (isHereHeld) this.#rest(plan.localTrash)
    const heldIds = [
      ...(isThereHeld ? plan.remoteDeletes : []),
      ...(isHereHeld ? plan.localTrash : []),
    ].map(({ nodeId }) => nodeId)
    const rescan = new Set<RelPath>()
    const deletes = isThereHeld ? [] : plan.remoteDeletes
    const trash = isHereHeld ? [] : plan.localTrash
    const findings = { rootProblem: undefined, held, heldIds, rescan, hasProgressed: false }
    if (deletes.length + trash.length + plan.releases.length === 0) return findings
    // Right before the deletes, not only at the last scan: a drive may have gone since (I13).
    const rootProblem = await findRootProblem(this.#store, this.#fs)
    if (rootProblem !== undefined) return { ...findings, rootProblem }
    await this.#deleteThere(deletes, signal)
    await this.#deleteHere(trash, rescan, signal)
    await this.#release(plan.releases, rescan, signal)
    return { ...findings, hasProgressed: true }
  }

  /** Once held, deletes stay so until a person decides: other changes must not free them. */
  #isHeld(side: 'here' | 'there', deleteCount: number): boolean {
    const wasHeld = this.#store.setting(heldSetting(side)) !== undefined
    const totalCount = this.#store.synced.count()
    const approvedCount = Number(this.#store.setting(approvalSetting(side)) ?? 0)
    const isHeld =
      isBraked({ deleteCount, totalCount, approvedCount }) ||
      (wasHeld && deleteCount > approvedCount)
    if (isHeld !== wasHeld) {
      this.#store.transaction((tx) => tx.setSetting(heldSetting(side), isHeld ? 'yes' : undefined))
    }
    return isHeld
  }

  /** An approval holds for the deletes that it was given for. */
  #forgetApproval(side: 'here' | 'there', deleteCount: number): void {
    if (deleteCount === 0) return
    this.#store.transaction((tx) => tx.setSetting(approvalSetting(side), undefined))
  }

  #rest(steps: readonly (RemoteDeleteStep | LocalTrashStep)[]): void {
    const dueMs = this.#clock.nowMs() + BRAKED_REST_MS
    this.#store.transaction((tx) => {
      for (const { nodeId } of steps) tx.deferDirty(nodeId, dueMs)
    })
  }

  async #deleteThere(steps: readonly RemoteDeleteStep[], signal: AbortSignal): Promise<void> {
    // A power cut that takes a removal back would bring the item back everywhere.
    const failures = await this.#tools.durability.keep(steps.map(({ nodeId }) => nodeId))
    this.#holdAll(failures)
    const components = steps
      .filter(({ nodeId }) => !failures.has(nodeId))
      .map((step) => [{ ...step, kind: 'delete' as const }])
    await this.#tools.committer.commit(
      components,
      (answers) => {
        for (const { step, result } of answers) this.#takeResult(step, result)
      },
      signal,
    )
    this.#forgetApproval('there', steps.length)
  }

  #retryTimes(): RetryTimes {
    return { nowMs: this.#clock.nowMs(), longestRetryMs: this.#longestRetryMs }
  }

  #holdAll(failures: ReadonlyMap<NodeId, AppError>): void {
    const times = this.#retryTimes()
    this.#store.transaction((tx) => {
      for (const [nodeId, error] of failures) {
        holdItem(this.#store, tx, nodeId, itemFailure(error), times)
      }
    })
  }

  /** What stayed is written by the journal, which is read before the next plan. */
  #takeResult(step: RemoteDeleteStep & { kind: 'delete' }, result: OperationResult): void {
    const { nodeId } = step
    if (result.result === 'applied') {
      this.#tools.events.emit({ type: 'deleted_there', path: displayPath(this.#store, nodeId) })
      this.#store.transaction((tx) => applyAnswer(tx, { step, result }))
      return
    }
    const times = this.#retryTimes()
    this.#store.transaction((tx) => {
      if (result.result === 'held') {
        const failure = { code: 'deletes_held', detail: result.holdId } as const
        holdItem(this.#store, tx, nodeId, failure, times)
      } else if (result.result === 'rejected' && !isRace(result.error)) {
        holdItem(this.#store, tx, nodeId, itemFailure(result.error, result.message), times)
      } else tx.deferDirty(nodeId, times.nowMs + RACE_REST_MS)
    })
  }

  async #deleteHere(
    steps: readonly LocalTrashStep[],
    rescan: Set<RelPath>,
    signal: AbortSignal,
  ): Promise<void> {
    for (const step of steps) {
      if (signal.aborted) throw signal.reason
      const { nodeId } = step
      const path = displayPath(this.#store, nodeId)
      const folderId = this.#store.local.find(nodeId)?.parentId
      const around = new Set(foldersAround(this.#store, nodeId))
      const outcome = await this.#tools.changer.trash(step)
      if (outcome.result === 'done') {
        if (folderId) this.#noteLeft(folderId)
        retryKeptFolders(this.#store, around)
        this.#tools.events.emit({ type: 'deleted_here', path })
      } else this.#takeStayed(outcome, rescan)
    }
    this.#forgetApproval('here', steps.length)
  }

  /** No deletes: the server keeps it all, so no brake asks. */
  async #release(
    steps: readonly ReleaseStep[],
    rescan: Set<RelPath>,
    signal: AbortSignal,
  ): Promise<void> {
    const nodeIds = steps.map(({ nodeId }) => nodeId)
    // Off the disk is on one disk less: the server is asked once more for every byte.
    const { whole, lost } = await askForKeptContent(
      this.#store,
      this.#tools.server,
      nodeIds,
      signal,
    )
    this.#holdAll(lost)
    for (const step of steps) {
      if (signal.aborted) throw signal.reason
      if (lost.has(step.nodeId)) continue
      const path = displayPath(this.#store, step.nodeId)
      const around = new Set(foldersAround(this.#store, step.nodeId))
      const reason = whole.has(step.nodeId) ? 'released' : 'deleted'
      const outcome = await this.#tools.changer.release(step, reason)
      if (outcome.result === 'done') {
        retryKeptFolders(this.#store, around)
        this.#tools.events.emit({ type: 'released', path })
      } else this.#takeStayed(outcome, rescan)
    }
  }

  #takeStayed(outcome: Exclude<TrashOutcome, { result: 'done' }>, rescan: Set<RelPath>): void {
    const { nodeId } = outcome
    for (const folder of foldersAround(this.#store, nodeId)) rescan.add(folder)
    const own = this.#store.localPath(nodeId)
    if (own !== undefined) rescan.add(own)
    const times = this.#retryTimes()
    this.#store.transaction((tx) => {
      if (outcome.result === 'failed') {
        holdItem(this.#store, tx, nodeId, itemFailure(outcome.error), times)
      } else if (outcome.result === 'not_empty') {
        if (giveNameAway(tx, nodeId, this.#rng)) return
        // Something new may have come into it, which the scan finds; or it is never synced.
        holdItem(this.#store, tx, nodeId, itemFailure('folder_kept'), times)
      } else tx.deferDirty(nodeId, times.nowMs + RACE_REST_MS)
    })
  }

  /** A deleted folder that stayed for what was in it may go now, be it before its next try. */
  #noteLeft(folderId: NodeId): void {
    if (this.#store.remote.find(folderId) !== undefined) return
    this.#store.transaction((tx) => tx.markDirty(folderId))
  }
}
