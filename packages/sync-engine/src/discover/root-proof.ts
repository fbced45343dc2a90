import { AppError, type ErrorCode, formatHex } from '@tidemark/protocol'
import type { FileSystem, Rng, RootIdentity } from '../ports.js'
import type { StateStore } from '../state-store.js'
import { isSameRoot } from './identity.js'

/** What keeps a folder from being scanned. Nothing is ever deleted while one of these holds (P7). */
export type RootProblem =
  /** The path is not there. */
  | 'root_missing'
  /** A folder without our marker: cleaned by a tool or an empty mount point. */
  | 'root_unmarked'
  /** Another folder, or a copy of ours on another disk. */
  | 'root_replaced'

/**
 * Compares the folder on disk with the one that was linked. Needed right before and after whatever
 * takes an absence for real (I13). Undefined = proven. Before the first link nothing is proven.
 */
export async function findRootProblem(
  store: Pick<StateStore, 'rootIdentity'>,
  fs: Pick<FileSystem, 'probeRoot'>,
): Promise<RootProblem | undefined> {
  const probe = await fs.probeRoot()
  if (probe.state === 'missing') return 'root_missing'
  if (probe.state === 'unmarked') return 'root_unmarked'
  const linked = store.rootIdentity()
  return linked !== undefined && isSameRoot(linked, probe.identity) ? undefined : 'root_replaced'
}

const ROOT_ERRORS: Readonly<Record<RootProblem, ErrorCode>> = {
  root_missing: 'folder_missing',
  root_unmarked: 'folder_missing',
  root_replaced: 'folder_replaced',
}

/** What the engine reports while the folder is not there or not ours. */
export function rootError(problem: RootProblem): AppError {
  return new AppError(ROOT_ERRORS[problem])
}

/**
 * Needed between a change of the disk and writing down that both sides agree on it: what was put into
 * an empty mount point is gone when the drive is back, and would look deleted (P7).
 * @throws AppError as `rootError`.
 */
export async function proveRoot(
  store: Pick<StateStore, 'rootIdentity'>,
  fs: Pick<FileSystem, 'probeRoot'>,
): Promise<void> {
  const problem = await findRootProblem(store, fs)
  if (problem !== undefined) throw rootError(problem)
}

/**
 * As `findRootProblem`, but takes the folder as ours when none was linked yet, and marks it. A marker
 * that is there already is kept: the record of a former link was lost, and without a merge base
 * nothing can be deleted (E85).
 */
export async function linkRoot(
  store: StateStore,
  fs: FileSystem,
  rng: Rng,
): Promise<RootProblem | undefined> {
  if (store.rootIdentity() !== undefined) return findRootProblem(store, fs)
  const probe = await fs.probeRoot()
  if (probe.state === 'missing') return 'root_missing'
  const identity: RootIdentity =
    probe.state === 'present' ? probe.identity : await fs.markRoot(formatHex(rng.bytes(16)))
  store.transaction((tx) => tx.setRootIdentity(identity))
  return undefined
}
