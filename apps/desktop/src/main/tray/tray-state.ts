import type { FolderStatus, Status } from '@tidemark/control'
import type { DaemonState } from '../../ipc-contract/index.js'
import { findRoomShort } from '../../ipc-contract/room-short.js'

/** The five things that an icon can say. */
export type TrayState = 'idle' | 'syncing' | 'paused' | 'attention' | 'offline'

/** What tray, menu and tooltip are made from. */
export interface TraySummary {
  readonly state: TrayState
  /** Share of the bytes of this round that have arrived, 0 to 1; undefined when nothing moves. */
  readonly progress: number | undefined
  readonly bytesPerSecond: number
  readonly conflictCount: number
  readonly heldDeleteCount: number
}

/**
 * Puts all folders into one state. What a person must decide comes first, then what moves; a pause
 * shows only when everything is paused, so that it never hides a folder that syncs.
 */
export function summarize(status: Status | undefined, daemon: DaemonState): TraySummary {
  const folders = status?.folders ?? []
  const moved = folders.flatMap(({ bytes }) => [bytes.up, bytes.down])
  const totalBytes = sum(moved, ({ totalBytes }) => totalBytes)
  const counts = {
    conflictCount: sum(folders, (folder) => folder.counts.conflicts),
    heldDeleteCount: sum(folders, ({ heldDeletes }) => heldDeletes.local + heldDeletes.server),
  }
  const state = daemon === 'connected' ? stateOf(folders, counts) : stateWithout(daemon)
  const isMoving = state === 'syncing' && totalBytes > 0
  return {
    ...counts,
    state,
    progress: isMoving ? sum(moved, ({ doneBytes }) => doneBytes) / totalBytes : undefined,
    bytesPerSecond: isMoving ? sum(moved, ({ bytesPerSecond }) => bytesPerSecond) : 0,
  }
}

function stateOf(
  folders: readonly FolderStatus[],
  { conflictCount, heldDeleteCount }: { conflictCount: number; heldDeleteCount: number },
): TrayState {
  const has = (...states: FolderStatus['state'][]) =>
    folders.some(({ state }) => states.includes(state))
  if (has('attention', 'stopped') || conflictCount > 0 || heldDeleteCount > 0) return 'attention'
  if (folders.some(({ held }) => findRoomShort(held) !== undefined)) return 'attention'
  if (has('syncing', 'scanning', 'starting')) return 'syncing'
  if (has('offline')) return 'offline'
  // An item that is tried again later is not on the server yet.
  if (folders.some(({ state, counts }) => state === 'idle' && counts.pending > 0)) return 'syncing'
  return folders.length > 0 && folders.every(({ state }) => state === 'paused') ? 'paused' : 'idle'
}

/** Without a daemon nothing syncs; only what a person can mend asks for attention. */
function stateWithout(daemon: Exclude<DaemonState, 'connected'>): TrayState {
  return daemon === 'failed' || daemon === 'too_new' ? 'attention' : 'offline'
}

function sum<T>(items: readonly T[], amountOf: (item: T) => number): number {
  return items.reduce((total, item) => total + amountOf(item), 0)
}
