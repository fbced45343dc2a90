import type { AnyCrashPoint } from '@tidemark/test-kit'
import {
  type Change,
  deleteTree,
  editInTree,
  makeTree,
  moveTree,
  replaceTreeByFile,
  swapFiles,
  writeFiles,
} from './crash-changes.js'

/** How real processes come by a crash point. */
export type CrashWay =
  /** The device is killed for its own change. */
  | { readonly victim: 'sender'; readonly change: Change }
  /**
   * The device is killed for a change of another one. `away`: it does not run while the change is
   * made and sent, so that it meets the whole of it at once.
   */
  | { readonly victim: 'receiver'; readonly change: Change; readonly away?: true }
  /** The device is killed for its own change, which loses against one that was sent before. */
  | { readonly victim: 'loser'; readonly winning: Change; readonly losing: Change }
  /** The server is killed while a device sends. `restarted`: it has not written anything yet. */
  | { readonly victim: 'server'; readonly restarted?: true }
  /** The cleanup command is killed, after the server. */
  | { readonly victim: 'cleanup' }
  /** A server is killed at its first start. */
  | { readonly victim: 'first start' }

const sending: CrashWay = { victim: 'sender', change: writeFiles }
const receiving: CrashWay = { victim: 'receiver', change: writeFiles }
const receivingDelete: CrashWay = { victim: 'receiver', change: deleteTree }
const receivingSwap: CrashWay = { victim: 'receiver', change: swapFiles, away: true }
const losing: CrashWay = {
  victim: 'loser',
  winning: editInTree('winner'),
  losing: editInTree('loser'),
}
const serving: CrashWay = { victim: 'server' }
const cleaning: CrashWay = { victim: 'cleanup' }

/** Made and in sync before every change. */
export const BEFORE: Change = makeTree

/** One row for each crash point. */
export const CRASH_WAYS: Readonly<Record<AnyCrashPoint, CrashWay>> = {
  C01: sending,
  C02: sending,
  C03: sending,
  C04: sending,
  C05: sending,
  C06: sending,
  C07: sending,
  C08: sending,
  C09: sending,
  C10: sending,
  D01: receiving,
  D02: receiving,
  D03: receiving,
  D04: receiving,
  D05: receiving,
  D06: receiving,
  D07: receiving,
  D08: receiving,
  D09: receiving,
  D10: receiving,
  D11: receiving,
  D12: receiving,
  X01: losing,
  X02: losing,
  X03: losing,
  X04: losing,
  M01: receivingDelete,
  M02: receivingDelete,
  M03: { victim: 'receiver', change: moveTree },
  M04: receivingDelete,
  M05: receivingSwap,
  M06: receivingSwap,
  T01: { victim: 'receiver', change: replaceTreeByFile, away: true },
  S01: serving,
  S02: serving,
  S03: serving,
  S04: { victim: 'server', restarted: true },
  S05: serving,
  S06: serving,
  S07: serving,
  S08: serving,
  S09: serving,
  S10: serving,
  G01: cleaning,
  G02: cleaning,
  G03: cleaning,
  G04: cleaning,
  U01: { victim: 'first start' },
}
