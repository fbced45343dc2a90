import {
  type MethodParams,
  type ResolvedConflict,
  type ResolvedMany,
  toControlError,
} from '@tidemark/control'
import { AppError, type ConflictId, type ConflictList, type SpaceId } from '@tidemark/protocol'
import type { ServerClient } from '../adapters/remote-http/server-client.js'
import type { Accounts } from './accounts.js'
import { describeConflicts } from './conflict-sides.js'
import type { LinkedFolders } from './linked-folders.js'

type Seen = Omit<MethodParams<'resolve'>, 'choice'>
type Choice = MethodParams<'resolve'>['choice']

/** An open conflict and the space that has it. */
interface OpenIn {
  readonly spaceId: SpaceId
  readonly conflict: ConflictList['conflicts'][number]
}

/** Settles conflicts on the server, and takes that back. */
export class ConflictDecisions {
  readonly #accounts: Accounts
  readonly #folders: LinkedFolders

  constructor(accounts: Accounts, folders: LinkedFolders) {
    this.#accounts = accounts
    this.#folders = folders
  }

  /**
   * @throws AppError `conflict_missing` when no linked folder has it open, `content_changed` when a
   *   file that the choice would replace is not the one that was seen.
   */
  async resolve(params: MethodParams<'resolve'>, signal: AbortSignal): Promise<void> {
    const { choice, ...seen } = params
    const client = await this.#accounts.client()
    const open = await this.#listOpen(client, signal)
    await settle(client, open, seen, choice, signal)
  }

  /** Settles each by itself and tells which ones failed. */
  async resolveMany(
    { conflicts, choice }: MethodParams<'resolveMany'>,
    signal: AbortSignal,
  ): Promise<ResolvedMany> {
    const client = await this.#accounts.client()
    const open = await this.#listOpen(client, signal)
    const outcome: ResolvedMany = { resolved: [], failed: [] }
    for (const seen of conflicts) {
      const { conflictId } = seen
      try {
        await settle(client, open, seen, choice, signal)
        outcome.resolved.push(conflictId)
      } catch (error) {
        if (signal.aborted) throw error
        outcome.failed.push({ conflictId, error: toControlError(error) })
      }
    }
    return outcome
  }

  /** @throws AppError `conflict_missing` when no linked folder knows it, `changed_since`. */
  async undo(conflictId: ConflictId, signal: AbortSignal): Promise<void> {
    const client = await this.#accounts.client()
    for (const { folder } of this.#folders.select(undefined)) {
      const params = { spaceId: folder.spaceId, conflictId }
      try {
        await client.call('undoResolution', { params }, signal)
        return
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'conflict_missing') throw error
      }
    }
    throw new AppError('conflict_missing', { conflictId })
  }

  /** Those settled last, of each folder. */
  async resolved(reference: string | undefined, signal: AbortSignal): Promise<ResolvedConflict[]> {
    const client = await this.#accounts.client()
    const found: ResolvedConflict[] = []
    for (const runner of this.#folders.select(reference)) {
      const { spaceId } = runner.folder
      const call = { params: { spaceId }, query: { state: 'resolved' } }
      const { conflicts } = await client.call('listConflicts', call, signal)
      const described = await describeConflicts(runner, conflicts)
      for (const [index, conflict] of described.entries()) {
        const resolution = conflicts[index]?.record.resolution ?? null
        if (resolution === null) continue
        const { choice, atMs: resolvedAtMs, deviceName: resolvedBy } = resolution
        found.push({ ...conflict, choice, resolvedAtMs, resolvedBy })
      }
    }
    return found
  }

  async #listOpen(client: ServerClient, signal: AbortSignal): Promise<Map<ConflictId, OpenIn>> {
    const open = new Map<ConflictId, OpenIn>()
    for (const { folder } of this.#folders.select(undefined)) {
      const { spaceId } = folder
      const { conflicts } = await client.call('listConflicts', { params: { spaceId } }, signal)
      for (const conflict of conflicts) open.set(conflict.record.conflictId, { spaceId, conflict })
    }
    return open
  }
}

/** What the person saw decides; where he did not say, what is there now. */
async function settle(
  client: ServerClient,
  open: ReadonlyMap<ConflictId, OpenIn>,
  { conflictId, originalRev, copyRev }: Seen,
  choice: Choice,
  signal: AbortSignal,
): Promise<void> {
  const found = open.get(conflictId)
  if (found === undefined) throw new AppError('conflict_missing', { conflictId })
  const { spaceId, conflict } = found
  const base = originalRev ?? conflict.contentRev
  const copyBase = copyRev ?? conflict.copyContentRev
  const json = { choice, ...(base && { base }), ...(copyBase && { copyBase }) }
  const call = { params: { spaceId, conflictId }, json, tries: 1 }
  await client.call('resolveConflict', call, signal)
}
