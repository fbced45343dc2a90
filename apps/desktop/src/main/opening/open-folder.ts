import { stat } from 'node:fs/promises'
import type { Status } from '@tidemark/control'
import { AppError } from '@tidemark/protocol'
import { shell } from 'electron'
import { resolveInside } from './resolve-inside.js'

/**
 * Shows a linked folder, or an item in it, in the system's file browser. An item is selected, never
 * opened: its name and content came from elsewhere and opening may run it (SEC-125).
 * @throws AppError `not_found`.
 */
export async function openFolder(
  status: Status | undefined,
  folderId: string,
  path: string,
): Promise<void> {
  const folder = status?.folders.find((row) => row.folderId === folderId)
  const place = folder && resolveInside(folder.path, path)
  if (place === undefined) throw new AppError('not_found')
  if (path !== '') {
    shell.showItemInFolder(place)
    return
  }
  const isFolder = await stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (!isFolder) throw new AppError('folder_missing')
  await shell.openPath(place)
}
