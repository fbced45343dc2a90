import type { CommitRequest, CommitResponse, SpaceId } from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import type { Clock, Hashing, ListBlockReader, MetadataStore, Rng, Wakeups } from '../ports.js'

/** Limits that an operator can set. */
export interface CommitSettings {
  readonly maxFileBytes: number
  /** The deletion brake: holds when both are passed within the window. */
  readonly brakeFiles: number
  /** 0 to 1. */
  readonly brakeShare: number
  readonly brakeWindowMs: number
}

/** The settings of a fresh server. */
export const DEFAULT_COMMIT_SETTINGS: CommitSettings = {
  maxFileBytes: 10_000_000_000,
  brakeFiles: 200,
  brakeShare: 0.5,
  brakeWindowMs: 600_000,
}

/** What applying operations needs. */
export interface CommitPorts {
  readonly store: MetadataStore
  readonly clock: Clock
  readonly rng: Rng
  readonly hashing: Hashing
  readonly wakeups: Wakeups
  readonly listBlocks: ListBlockReader
}

/**
 * Applies operations in order and answers one result for each. Durable when it resolves.
 * @throws AppError not_found, epoch_mismatch (nothing applied)
 */
export async function commit(
  _ports: CommitPorts,
  _settings: CommitSettings,
  _caller: Caller,
  _spaceId: SpaceId,
  _request: CommitRequest,
): Promise<CommitResponse> {
  throw new Error('pending')
}
