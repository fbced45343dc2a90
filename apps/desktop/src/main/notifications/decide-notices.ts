import type { FolderStatus, Status } from '@tidemark/control'
import type { AppSettings } from '../../ipc-contract/index.js'
import { findRoomShort } from '../../ipc-contract/room-short.js'

/** Something that a person should hear of without looking. */
export interface Notice {
  readonly kind: 'conflicts' | 'deletes' | 'problem' | 'room'
  readonly folder: Pick<FolderStatus, 'folderId' | 'path'>
  /** New conflicts, or files whose deletion is held; else 0. */
  readonly count: number
  /** What is wrong, in the daemon's words, or the code of where room is short; else ''. */
  readonly text: string
}

/** What was told about one folder. */
interface Told {
  readonly conflicts: number
  readonly deletes: number
  readonly problem: string
  readonly room: string
  /** When a notice of this folder last showed. */
  readonly atMs: number
}

/** What was told so far, by folder. Undefined before the first picture. */
export type NoticeMemory = ReadonlyMap<string, Told> | undefined

export interface NoticeDecision {
  readonly memory: NoticeMemory
  readonly show: readonly Notice[]
  /** Something more may be told after this wait, though no new picture comes. */
  readonly againInMs: number | undefined
}

/** A folder is heard of once in this time: a thousand conflicts are one notice, or a few. */
export const QUIET_MS = 30_000

/**
 * Decides what to tell, from the picture now and what was told. The first picture tells nothing: it
 * shows what was there before, and tray and window say that. What went away is forgotten, so that
 * it is told when it comes again.
 */
export function decideNotices(
  memory: NoticeMemory,
  status: Status,
  wanted: AppSettings['notifications'],
  nowMs: number,
): NoticeDecision {
  const next = new Map<string, Told>()
  const show: Notice[] = []
  let againInMs: number | undefined
  for (const folder of status.folders) {
    const is = pictureOf(folder)
    const told = memory?.get(folder.folderId) ?? { ...firstTold(memory, is), atMs: -QUIET_MS }
    const notices = noticesOf(folder, told, is, wanted)
    const waitMs = told.atMs + QUIET_MS - nowMs
    if (notices.length > 0 && waitMs > 0) {
      againInMs = Math.min(againInMs ?? waitMs, waitMs)
      next.set(folder.folderId, { ...lower(told, is), atMs: told.atMs })
      continue
    }
    show.push(...notices)
    next.set(folder.folderId, { ...is, atMs: notices.length > 0 ? nowMs : told.atMs })
  }
  return { memory: next, show, againInMs }
}

type Picture = Omit<Told, 'atMs'>

function pictureOf({ counts, held, heldDeletes, state, error }: FolderStatus): Picture {
  const isStuck = state === 'stopped' || state === 'attention'
  return {
    conflicts: counts.conflicts,
    deletes: heldDeletes.local + heldDeletes.server,
    problem: isStuck ? (error?.code ?? '') : '',
    room: findRoomShort(held)?.code ?? '',
  }
}

/** A folder that is new in the first picture was there before; a later one starts from nothing. */
function firstTold(memory: NoticeMemory, is: Picture): Picture {
  return memory === undefined ? is : { conflicts: 0, deletes: 0, problem: '', room: '' }
}

/** What was told and still is so. */
function lower(told: Picture, is: Picture): Picture {
  return {
    conflicts: Math.min(told.conflicts, is.conflicts),
    deletes: Math.min(told.deletes, is.deletes),
    problem: told.problem === is.problem ? told.problem : '',
    room: told.room === is.room ? told.room : '',
  }
}

function noticesOf(
  folder: FolderStatus,
  told: Picture,
  is: Picture,
  wanted: AppSettings['notifications'],
): Notice[] {
  const notices: Notice[] = []
  const add = (kind: Notice['kind'], count: number, text = '') =>
    notices.push({ kind, folder, count, text })
  if (wanted.conflicts && is.conflicts > told.conflicts) {
    add('conflicts', is.conflicts - told.conflicts)
  }
  if (wanted.problems && is.deletes > told.deletes) add('deletes', is.deletes)
  if (wanted.problems && is.problem !== '' && is.problem !== told.problem) {
    add('problem', 0, folder.error?.message)
  }
  if (wanted.problems && is.room !== '' && is.room !== told.room) add('room', 0, is.room)
  return notices
}
