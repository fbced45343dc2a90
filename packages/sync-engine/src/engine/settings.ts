import type { Kernel } from '@tidemark/chunker'
import type { LocalMinute, NodeId } from '@tidemark/protocol'
import type { Clock, FileSystem, Hasher, Remote, Rng } from '../ports.js'
import { utcMinute } from '../propagate/conflict-naming.js'
import type { CrashPoint } from '../propagate/crash-point.js'
import type { StateStore } from '../state-store.js'

/** How an engine behaves. */
export interface EngineSettings {
  /** Stands in the names of conflicted copies. */
  readonly deviceName: string
  /** Wall-clock time where the device is, for the same names. */
  localMinute(nowMs: number): LocalMinute
  /** How long an item must have vanished before that is a deletion (E22). */
  readonly settleMs: number
  /** Everything is scanned this often, whatever the watcher says. */
  readonly fullScanIntervalMs: number
  /** Nodes that are planned and carried out together. */
  readonly batchNodes: number
  /** Files above this size go one by one, beside the loop. */
  readonly largeFileBytes: number
  /**
   * What failed, and what is never quiet, is tried again after at most this time: held items,
   * restless files, the connection.
   */
  readonly longestRetryMs: number
}

/** What most devices want. */
export function defaultSettings(deviceName: string): EngineSettings {
  return {
    deviceName,
    localMinute: utcMinute,
    settleMs: 2_000,
    fullScanIntervalMs: 300_000,
    batchNodes: 2_000,
    largeFileBytes: 8 * 1024 * 1024,
    longestRetryMs: 300_000,
  }
}

/**
 * What a person keeps on the server alone. It belongs to the device's configuration, so that a lost
 * state file does not bring everything down.
 */
export interface Selection {
  /** Deselected nodes; what the server has below them is deselected with them. In no order. */
  deselected(): ReadonlySet<NodeId>
}

/** The world of one engine. */
export interface EngineDeps {
  readonly store: StateStore
  readonly fs: FileSystem
  readonly remote: Remote
  readonly clock: Clock
  readonly rng: Rng
  readonly hasher: Hasher
  readonly settings: EngineSettings
  /** Everything is to be on this disk when absent. Read anew in each round. */
  readonly selection?: Selection
  /** Shared by all engines of a thread; see the chunker. */
  readonly kernel?: Kernel
  /** Tests end the process here. */
  readonly crashPoint?: CrashPoint
}
