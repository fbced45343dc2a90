import type { FolderState, FolderStatus, Status } from '../../../ipc-contract/index.js'
import { findRoomShort } from '../../../ipc-contract/room-short.js'
import type { IconName } from '../../design/icons.js'
import type { GaugeReading } from '../../design/tide-gauge.js'
import type { Tone } from '../../design/tone.js'

/** Both directions of a folder together. */
export interface FolderProgress {
  readonly doneBytes: number
  readonly totalBytes: number
  readonly bytesPerSecond: number
  /** 0 to 1; 1 when nothing is to be moved. */
  readonly share: number
  /** null while no rate is known. */
  readonly leftMs: number | null
}

/** Folds upload and download of one or many folders into one progress. */
export function progressOf(folders: readonly Pick<FolderStatus, 'bytes'>[]): FolderProgress {
  let doneBytes = 0
  let totalBytes = 0
  let bytesPerSecond = 0
  for (const { bytes } of folders) {
    for (const transfer of [bytes.up, bytes.down]) {
      doneBytes += Math.min(transfer.doneBytes, transfer.totalBytes)
      totalBytes += transfer.totalBytes
      bytesPerSecond += transfer.bytesPerSecond
    }
  }
  const leftBytes = totalBytes - doneBytes
  return {
    doneBytes,
    totalBytes,
    bytesPerSecond,
    share: totalBytes === 0 ? 1 : doneBytes / totalBytes,
    leftMs: leftBytes > 0 && bytesPerSecond > 0 ? (leftBytes / bytesPerSecond) * 1000 : null,
  }
}

interface Sign {
  readonly tone: Tone
  readonly sign: IconName | null
}

const WAITING: Sign = { tone: 'quiet', sign: null }
const SIGNS: Readonly<Record<FolderState, Sign>> = {
  starting: { tone: 'quiet', sign: null },
  scanning: { tone: 'info', sign: null },
  syncing: { tone: 'info', sign: null },
  idle: { tone: 'ok', sign: 'check' },
  paused: { tone: 'quiet', sign: 'pause' },
  offline: { tone: 'quiet', sign: 'offline' },
  attention: { tone: 'warn', sign: 'warning' },
  stopped: { tone: 'bad', sign: 'close' },
}

/** Whether a folder rests with items that are tried again later: it is not "synced" by then. */
export function isWaiting({ state, counts }: Pick<FolderStatus, 'state' | 'counts'>): boolean {
  return state === 'idle' && counts.pending > 0
}

/** How a folder's gauge stands: it moves only while bytes or files do. */
export function gaugeOf(folder: Pick<FolderStatus, 'state' | 'bytes' | 'counts'>): GaugeReading {
  const { tone, sign } = isWaiting(folder) ? WAITING : SIGNS[folder.state]
  const isWorking = folder.state === 'syncing' || folder.state === 'scanning'
  const { share } = progressOf([folder])
  return { tone, sign, moves: isWorking, level: isWorking ? 0.12 + 0.76 * share : 0.62 }
}

/** What all folders together come to, the most urgent first. */
export type Overall =
  | 'starting'
  | 'empty'
  | 'stopped'
  | 'attention'
  | 'offline'
  | 'syncing'
  | 'waiting'
  | 'paused'
  | 'idle'

export function overallOf(status: Pick<Status, 'folders'> | null): Overall {
  if (status === null) return 'starting'
  if (status.folders.length === 0) return 'empty'
  const states = new Set(status.folders.map((folder) => folder.state))
  if (states.has('stopped')) return 'stopped'
  if (states.has('attention') || status.folders.some(needsDecision)) return 'attention'
  if (states.has('offline')) return 'offline'
  if (states.has('syncing') || states.has('scanning')) return 'syncing'
  if (states.has('starting')) return 'starting'
  if (status.folders.some(isWaiting)) return 'waiting'
  return states.has('paused') ? 'paused' : 'idle'
}

/** Whether a person has something to do about this folder. */
function needsDecision({ counts, held, heldDeletes }: FolderStatus): boolean {
  const { local, server } = heldDeletes
  return counts.conflicts > 0 || local + server > 0 || findRoomShort(held) !== undefined
}

/** Last name of a path of any platform. */
export function nameOf(path: string): string {
  return path.split(/[/\\]/).findLast((part) => part !== '') ?? path
}

/** All but the last name of a path relative to a folder; '' at the top. */
export function parentOf(path: string): string {
  const at = path.lastIndexOf('/')
  return at === -1 ? '' : path.slice(0, at)
}
