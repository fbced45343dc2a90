import { constants } from 'node:fs'
import { access, lstat, mkdir, realpath } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { AppError, MARKER_NAME } from '@tidemark/protocol'

/** Why a folder cannot be linked, decided on paths alone (PS014). Paths are real and absolute. */
export function findOverlap(path: string, others: OtherFolders): string | undefined {
  if (dirname(path) === path) return 'a whole disk cannot be synced; choose a folder'
  for (const other of others.linked) {
    if (path === other) return 'it is linked already'
    if (isInside(path, other)) return `it is inside ${other}, which is linked`
    if (isInside(other, path)) return `it contains ${other}, which is linked`
  }
  if (path === others.profile || isInside(path, others.profile)) {
    return "it is inside Tidemark's own data"
  }
  if (isInside(others.profile, path)) return "it contains Tidemark's own data"
  return undefined
}

/** Whether `path` is below `folder`. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return (
    way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !/^([A-Za-z]:|[\\/])/.test(way)
  )
}

/** What the folders of one profile stand in the way of. Paths are real and absolute. */
export interface OtherFolders {
  readonly linked: readonly string[]
  readonly profile: string
}

/**
 * The real path that a folder has, or will have once it is made. Nothing is made.
 * @throws AppError `folder_unsuitable` saying why it cannot be synced.
 */
export async function planFolder(path: string, others: OtherFolders): Promise<string> {
  const planned = await realPrefix(resolve(path))
  const profile = await realpath(others.profile)
  const overlap = findOverlap(planned, { ...others, profile })
  if (overlap !== undefined) throw unsuitable(path, overlap)
  const outer = await findMarkedAncestor(planned)
  if (outer !== undefined) throw unsuitable(path, `it is inside ${outer}, a synced folder`)
  const stat = await lstat(planned).catch(() => undefined)
  if (stat === undefined) return planned
  if (!stat.isDirectory()) throw unsuitable(path, 'it is no folder and none can be made')
  await checkAccess(planned)
  return planned
}

/**
 * The real path of a folder that can be synced, made when it is not there. Nothing is made where it
 * could not be synced.
 * @throws AppError `folder_unsuitable` saying why not.
 */
export async function prepareFolder(path: string, others: OtherFolders): Promise<string> {
  const real = await ensureFolder(await planFolder(path, others))
  await checkAccess(real)
  return real
}

async function checkAccess(path: string): Promise<void> {
  try {
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw unsuitable(path, 'it cannot be read and written by you', cause)
  }
}

async function ensureFolder(path: string): Promise<string> {
  try {
    await mkdir(path, { recursive: true })
  } catch (cause) {
    throw unsuitable(path, 'it is no folder and none can be made', cause)
  }
  return await realpath(path)
}

/** The real path of what exists, with the names below it that do not. */
async function realPrefix(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(await realPrefix(parent), basename(path))
  }
}

/** Another profile, or another user, may sync a folder further up (E91). */
async function findMarkedAncestor(path: string): Promise<string | undefined> {
  for (let at = dirname(path); at !== dirname(at); at = dirname(at)) {
    const marker = await lstat(`${at}${sep}${MARKER_NAME}`).catch(() => undefined)
    if (marker?.isDirectory()) return at
  }
  return undefined
}

function unsuitable(path: string, problem: string, cause?: unknown): AppError {
  return new AppError('folder_unsuitable', { path, problem }, { cause })
}
