import type { AccountId } from '@tidemark/protocol'
import {
  applyRetention,
  type BlockStorage,
  type Clock,
  type CrashPoint,
  compactSegments,
  DEFAULT_RETENTION,
  type InFlightWrites,
  type ListBlockReader,
  listAccounts,
  sweepBlocks,
} from '@tidemark/server-core'
import type { Logger } from 'pino'

export interface CleanupParts {
  readonly storage: BlockStorage
  readonly listBlocks: ListBlockReader
  readonly inFlight: InFlightWrites
  readonly clock: Clock
  readonly crashPoint: CrashPoint
  readonly logger: Logger
}

/** What a cleanup did to all accounts. */
export interface CleanupReport {
  readonly removedVersions: number
  readonly removedBlocks: number
  readonly removedSegments: number
  readonly removedBytes: number
  /** Accounts left alone because a block of theirs is damaged. */
  readonly skippedAccounts: number
}

/** Thins versions, sweeps every account and gives back the space. One account's damage does not stop the others. */
export async function cleanUp(parts: CleanupParts): Promise<CleanupReport> {
  const { storage, listBlocks, inFlight, clock, crashPoint } = parts
  const store = storage.metadata
  await store.write((tx) => tx.removeExpiredGrants(clock.nowMs()))
  let removedVersions = 0
  let removedBlocks = 0
  let skippedAccounts = 0
  for (const { accountId } of await listAccounts(store)) {
    try {
      removedVersions += await thinVersions(parts, accountId)
      const report = await sweepBlocks(storage, listBlocks, clock, accountId, crashPoint)
      removedBlocks += report.removedBlocks
    } catch (error) {
      skippedAccounts += 1
      logSkipped(parts.logger, accountId, error)
    }
  }
  const { removedSegments, removedBytes } = await compactSegments(storage, inFlight, crashPoint)
  return { removedVersions, removedBlocks, removedSegments, removedBytes, skippedAccounts }
}

/** Removes versions that the account's spaces no longer keep; their blocks go with the sweep. */
async function thinVersions(
  { storage, clock }: CleanupParts,
  accountId: AccountId,
): Promise<number> {
  const store = storage.metadata
  let removedVersions = 0
  for (const { space } of await store.read((tx) => tx.listSpaces(accountId))) {
    if (space.accountId !== accountId) continue
    const outcome = await applyRetention({ store, clock }, space.spaceId, DEFAULT_RETENTION)
    removedVersions += outcome.removedVersions
  }
  return removedVersions
}

function logSkipped(logger: Logger, accountId: AccountId, error: unknown): void {
  logger.error({ accountId, err: error }, 'cleanup left an account alone')
}

const HOUR_MS = 3_600_000

/** Cleans up every `hours` until it is disposed, which waits for a cleanup that is under way. */
export function startCleanupJob(parts: CleanupParts, hours: number): AsyncDisposable {
  let running: Promise<void> | undefined
  const run = () => {
    running ??= cleanUp(parts)
      .then(
        (report) => parts.logger.info(report, 'cleanup done'),
        (error: unknown) => parts.logger.error({ err: error }, 'cleanup failed'),
      )
      .finally(() => {
        running = undefined
      })
  }
  const timer = hours > 0 ? setInterval(run, hours * HOUR_MS) : undefined
  timer?.unref()
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer)
      await running
    },
  }
}
