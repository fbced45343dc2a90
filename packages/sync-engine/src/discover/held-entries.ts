import { joinPath, type NodeName, type RelPath } from '@tidemark/protocol'
import type { HeldItem, StateReader, StateTransaction } from '../state-store.js'
import type { HeldEntry } from './screening.js'

/** What a folder's listing says about holds. */
export interface ListedHolds {
  readonly held: readonly HeldEntry[]
  /** Names on disk of the folders in it that can be synced. */
  readonly folderNames: readonly string[]
}

/** Whether `recordHeld` may have something to do: in most folders nothing was ever held. */
export function mayChangeHeld(store: StateReader, folder: RelPath, { held }: ListedHolds): boolean {
  if (held.length > 0) return true
  if (store.heldCount() === 0) return false
  return isFolderHeld(store, folder) || store.heldBelow(folder).length > 0
}

/**
 * Makes the held items of a scan agree with a folder's listing: new reasons are written, items whose
 * cause is gone are removed, at any depth below names that are no folders here any more. A folder
 * that could not be listed is its own business.
 */
export function recordHeld(
  tx: StateTransaction,
  folder: RelPath,
  { held, folderNames }: ListedHolds,
  nowMs: number,
): void {
  const wanted = new Map(held.map((entry) => [heldPath(folder, entry), entry]))
  const folders = new Set(folderNames)
  releaseFolder(tx, folder)
  const start = folder === '' ? 0 : folder.length + 1
  for (const item of tx.heldCount() === 0 ? [] : tx.heldBelow(folder)) {
    if (item.nodeId !== undefined || wanted.has(item.path)) continue
    const [name] = item.path.slice(start).split('/', 1)
    if (name === undefined || !folders.has(name)) tx.removeHeld(item.path)
  }
  for (const [path, { code, detail }] of wanted) putHeld(tx, { path, code, detail, nowMs })
}

/** Holds a folder that cannot be listed; what is known below it stays as it is (E34). */
export function holdFolder(
  tx: StateTransaction,
  held: Pick<HeldItem, 'path' | 'code' | 'detail'> & { readonly nowMs: number },
): void {
  putHeld(tx, held)
}

/** Whether a folder was held because it could not be listed. */
function isFolderHeld(tx: Pick<StateTransaction, 'findHeld'>, folder: RelPath): boolean {
  const item = tx.findHeld(folder)
  return item !== undefined && item.nodeId === undefined
}

function releaseFolder(tx: StateTransaction, folder: RelPath): void {
  if (isFolderHeld(tx, folder)) tx.removeHeld(folder)
}

function putHeld(
  tx: StateTransaction,
  { path, code, detail, nowMs }: Pick<HeldItem, 'path' | 'code' | 'detail'> & { nowMs: number },
): void {
  const known = tx.findHeld(path)
  if (known?.code === code && known.detail === detail) return
  const sinceMs = known?.code === code ? known.sinceMs : nowMs
  tx.putHeld({
    path,
    nodeId: undefined,
    code,
    detail,
    sinceMs,
    retryAtMs: undefined,
    attempts: 1,
  })
}

function heldPath(folder: RelPath, entry: HeldEntry): string {
  return joinPath(folder, entry.displayName as NodeName) // display only: may be no valid name
}
