import type { DeleteOperation, HoldId, NodeId, Operation, SpaceId } from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import { pathOf } from '../history/paths.js'
import type { HeldDelete, HoldRow, SpaceRow } from '../metadata/rows.js'
import type { ReadTransaction } from '../metadata/transactions.js'
import { type BrakeSettings, exceedsBrake } from './brake-policy.js'
import type { SpaceDraft } from './space-draft.js'

const EXAMPLE_PATHS = 5

/** Lets deletions of one caller pass, or collects them in his open hold. */
export class DeletionBrake {
  readonly #draft: SpaceDraft
  readonly #caller: Caller
  readonly #settings: BrakeSettings
  readonly #atMs: number
  /** Whether the request as a whole asks for too much. */
  readonly #isBraked: boolean
  readonly #recentBefore: number
  #passed = 0
  #hold: HoldRow | undefined
  #isHoldChanged = false

  private constructor(
    draft: SpaceDraft,
    caller: Caller,
    settings: BrakeSettings,
    state: { atMs: number; isBraked: boolean; recent: number; hold: HoldRow | undefined },
  ) {
    this.#draft = draft
    this.#caller = caller
    this.#settings = settings
    this.#atMs = state.atMs
    this.#isBraked = state.isBraked
    this.#recentBefore = state.recent
    this.#hold = state.hold
  }

  /** The brake for one transaction. */
  static async open(
    draft: SpaceDraft,
    caller: Caller,
    settings: BrakeSettings,
    { atMs, isBraked }: { atMs: number; isBraked: boolean },
  ): Promise<DeletionBrake> {
    const { spaceId } = draft.space
    const sinceMs = atMs - settings.brakeWindowMs
    const recent = await draft.tx.sumDeletions(spaceId, caller.actorId, sinceMs)
    const holds = await draft.tx.listOpenHolds(spaceId)
    const hold = holds.find((row) => row.actorId === caller.actorId)
    return new DeletionBrake(draft, caller, settings, { atMs, isBraked, recent, hold })
  }

  /** Whether so many more files may go now. */
  admits(fileCount: number): boolean {
    if (this.#isBraked) return false
    const recent = this.#recentBefore + this.#passed
    const counts = { recent, asked: fileCount, live: this.#draft.fileCount }
    return !exceedsBrake(counts, this.#settings)
  }

  /** Notes files that were deleted. */
  pass(fileCount: number): void {
    this.#passed += fileCount
  }

  /** Adds a deletion to the caller's open hold; asked again it replaces what waits (E100). */
  async hold(operation: DeleteOperation, fileCount: number): Promise<HoldId> {
    const { nodeId, base, plannedSeq } = operation
    const entry: HeldDelete = { nodeId, ...base, plannedSeq, fileCount }
    const hold = this.#hold ?? this.#newHold()
    const examplePaths = [...hold.examplePaths]
    const node = await this.#draft.node(nodeId)
    if (node !== undefined && examplePaths.length < EXAMPLE_PATHS) {
      examplePaths.push(await pathOf(node, (id) => this.#draft.node(id)))
    }
    const others = hold.deletes.filter((held) => held.nodeId !== nodeId)
    this.#hold = { ...hold, examplePaths: [...new Set(examplePaths)], deletes: [...others, entry] }
    this.#isHoldChanged = true
    return hold.holdId
  }

  /** Writes the hold and what passed. */
  async flush(): Promise<void> {
    const { tx } = this.#draft
    if (this.#hold !== undefined && this.#isHoldChanged) await tx.putHold(this.#hold)
    if (this.#passed === 0) return
    const { actorId } = this.#caller
    await tx.removeDeletions(actorId, this.#atMs - this.#settings.brakeWindowMs)
    await tx.addDeletions(actorId, this.#atMs, this.#passed)
  }

  #newHold(): HoldRow {
    const { actorId, deviceId, deviceName } = this.#caller
    return {
      holdId: this.#draft.mint<HoldId>(),
      actorId,
      deviceId,
      deviceName,
      atMs: this.#atMs,
      spaceFileCount: this.#draft.fileCount,
      examplePaths: [],
      deletes: [],
      decision: null,
    }
  }
}

/**
 * Whether the deletions of a request are too many taken together. Each file counts once, however
 * many operations name it or a folder above it.
 */
export async function isRequestBraked(
  tx: ReadTransaction,
  space: SpaceRow,
  caller: Caller,
  operations: readonly Operation[],
  { settings, nowMs }: { settings: BrakeSettings; nowMs: number },
): Promise<boolean> {
  const ids = operations.filter(({ op }) => op === 'delete').map(({ nodeId }) => nodeId)
  if (ids.length === 0) return false
  const { spaceId, fileCount: live } = space
  const recent = await tx.sumDeletions(spaceId, caller.actorId, nowMs - settings.brakeWindowMs)
  // Most requests end here: even every file of the space would pass.
  if (!exceedsBrake({ recent, asked: live, live }, settings)) return false
  const asked = await countFiles(tx, spaceId, ids)
  return exceedsBrake({ recent, asked, live }, settings)
}

async function countFiles(
  tx: ReadTransaction,
  spaceId: SpaceId,
  ids: readonly NodeId[],
): Promise<number> {
  const seen = new Set<NodeId>()
  let fileCount = 0
  let level = [...(await tx.findNodes(spaceId, ids)).values()].filter(
    (row) => row.deletion === null,
  )
  while (level.length > 0) {
    const fresh = level.filter((row) => !seen.has(row.nodeId))
    for (const row of fresh) {
      seen.add(row.nodeId)
      if (row.kind === 'file') fileCount++
    }
    const folders = fresh.filter((row) => row.kind === 'folder').map((row) => row.nodeId)
    level = folders.length === 0 ? [] : await tx.listLiveChildren(spaceId, folders, 'all')
  }
  return fileCount
}
