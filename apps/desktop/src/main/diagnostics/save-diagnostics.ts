import { join } from 'node:path'
import type { Diagnostics } from '@tidemark/control'
import { type BrowserWindow, dialog } from 'electron'
import { diagnosticsName } from './diagnostics-name.js'

/**
 * Lets the person say where the archive goes and the daemon write it there; null when the dialog was
 * closed. The page cannot name a path: what writes files at a word of it would overwrite any.
 */
export async function saveDiagnostics(
  parent: BrowserWindow,
  folder: string,
  write: (path: string) => Promise<Diagnostics>,
): Promise<Diagnostics | null> {
  const { filePath } = await dialog.showSaveDialog(parent, {
    defaultPath: join(folder, diagnosticsName(new Date())),
    filters: [{ name: 'tar.gz', extensions: ['tar.gz'] }],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  })
  return filePath === undefined || filePath === '' ? null : await write(filePath)
}
