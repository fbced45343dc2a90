import {
  closeSync,
  constants,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
} from 'node:fs'
import { join } from 'node:path'
import { AppError, type RelPath, splitPath } from '@tidemark/protocol'
import { errnoOf, isAbsence } from './disk-errors.js'

/**
 * A folder inside the root that was reached without following any link (SEC-65). On Linux it holds
 * the folder itself, so whatever happens to the path meanwhile, calls through `child` stay in it.
 * Elsewhere it is a path that is verified when opened and by `assertIntact` after a change.
 */
export interface FolderHandle extends Disposable {
  /** A path for system calls that leads to the folder. */
  readonly path: string
  /** A path for system calls that leads to an entry of the folder. */
  child(name: string): string
  /** Makes renames, new and removed entries survive a power cut; nothing where that is not possible. */
  sync(): void
  /** Throws when the folder is not where it was when it was opened. */
  assertIntact(): void
}

const FOLDER_FLAGS = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW

/**
 * Opens the folder at `path`; undefined when it or a parent is missing or no real folder.
 * @param create makes missing folders on the way: for our own marker folder only.
 */
export function openFolder(
  rootPath: string,
  path: RelPath | string,
  { create = false, platform = process.platform }: { create?: boolean; platform?: string } = {},
): FolderHandle | undefined {
  const names = splitPath(path as RelPath) // our own names are no RelPath but split the same
  try {
    return platform === 'linux'
      ? openDescriptors(rootPath, names, create)
      : openVerified(rootPath, names, create)
  } catch (error) {
    // ELOOP: a link where a folder was asked for.
    if (isAbsence(error) || errnoOf(error) === 'ELOOP') return undefined
    throw error
  }
}

/**
 * As `openFolder`, for changing what is in the folder.
 * @throws AppError mount_held when another disk is mounted there: that is not ours to change (E16).
 */
export function openOwnFolder(
  rootPath: string,
  rootDevice: bigint,
  path: RelPath,
): FolderHandle | undefined {
  const folder = openFolder(rootPath, path)
  if (folder === undefined || lstatSync(`${folder.path}/.`, { bigint: true }).dev === rootDevice) {
    return folder
  }
  folder[Symbol.dispose]()
  throw new AppError('mount_held', { path })
}

function openDescriptors(rootPath: string, names: readonly string[], create: boolean) {
  let descriptor = openSync(rootPath, constants.O_RDONLY | constants.O_DIRECTORY)
  for (const name of names) {
    const path = `/proc/self/fd/${descriptor}/${name}`
    try {
      if (create) makeUnlessThere(path)
      const next = openSync(path, FOLDER_FLAGS)
      closeSync(descriptor)
      descriptor = next
    } catch (error) {
      closeSync(descriptor)
      throw error
    }
  }
  return descriptorHandle(descriptor)
}

function descriptorHandle(descriptor: number): FolderHandle {
  const path = `/proc/self/fd/${descriptor}`
  return {
    path,
    child: (name) => `${path}/${name}`,
    sync: () => fsyncSync(descriptor),
    assertIntact: () => undefined,
    [Symbol.dispose]: () => closeSync(descriptor),
  }
}

function openVerified(
  rootPath: string,
  names: readonly string[],
  create: boolean,
): FolderHandle | undefined {
  let path = rootPath
  for (const name of names) {
    path = join(path, name)
    if (create) makeUnlessThere(path)
    if (!lstatSync(path).isDirectory()) return undefined
  }
  return {
    path,
    child: (name) => join(path, name),
    sync: () => syncFolder(path),
    assertIntact() {
      if (realpathSync.native(path) !== path) throw new AppError('file_io_error', { path })
    },
    [Symbol.dispose]: () => undefined,
  }
}

function makeUnlessThere(path: string): void {
  try {
    mkdirSync(path)
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error
  }
}

function syncFolder(path: string): void {
  // Windows cannot flush a folder; its journal orders renames.
  if (process.platform === 'win32') return
  const descriptor = openSync(path, constants.O_RDONLY)
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
