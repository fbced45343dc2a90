import { constants, copyFileSync, linkSync, renameSync } from 'node:fs'
import { AppError, baseName, MARKER_NAME, parentOf, type RelPath } from '@tidemark/protocol'
import type { TrashReason } from '@tidemark/sync-engine'
import { errnoOf, isLinkUnsupported } from './disk-errors.js'
import { lstatOrAbsent } from './file-stat.js'
import { type FolderHandle, openFolder } from './folder-handle.js'
import { bucketNames } from './trash-bucket.js'

/** A free place in the trash. Owns the folder that it lies in. */
export interface TrashPlace extends Disposable {
  readonly folder: FolderHandle
  readonly path: string
}

/**
 * Finds a place for `path` in `.tidemark/trash/<date>/<path>`, or, when that name was trashed today
 * already, in a folder that also names the second and a number. What was released has folders of its
 * own.
 */
export function openTrashPlace(
  rootPath: string,
  path: RelPath,
  nowMs: number,
  reason: TrashReason = 'deleted',
): TrashPlace {
  for (const bucket of bucketNames(nowMs, reason)) {
    const folder = openFolder(rootPath, `${MARKER_NAME}/trash/${bucket}${above(path)}`, {
      create: true,
    })
    // A trashed file may hold the name of a folder that is needed here; then the next bucket will do.
    if (folder === undefined) continue
    const target = folder.child(baseName(path))
    if (lstatOrAbsent(target) === undefined) {
      return { folder, path: target, [Symbol.dispose]: () => folder[Symbol.dispose]() }
    }
    folder[Symbol.dispose]()
  }
  throw new AppError('file_io_error', { path, reason: 'no place in the trash' })
}

/** Gives the file a second name in the trash; a copy where there are no hard links. */
export function linkIntoTrash(source: string, trashPath: string): void {
  try {
    linkSync(source, trashPath)
  } catch (error) {
    if (!isLinkUnsupported(error)) throw error
    copyFileSync(source, trashPath, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
  }
}

/** Moves the file into the trash. */
export function moveIntoTrash(source: string, place: TrashPlace): 'moved' | 'absent' {
  try {
    renameSync(source, place.path)
    return 'moved'
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return 'absent'
    throw error
  }
}

function above(path: RelPath): string {
  const parent = parentOf(path)
  return parent === '' ? '' : `/${parent}`
}
