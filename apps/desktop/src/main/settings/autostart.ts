import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { App } from 'electron'
import { autostartEntry } from './autostart-entry.js'

/** Makes the app start at login, or not. Idempotent. */
export async function applyAutostart(app: App, isOn: boolean): Promise<void> {
  if (process.platform !== 'linux') {
    app.setLoginItemSettings({ openAtLogin: isOn, args: ['--hidden'] })
    return
  }
  const folder = join(app.getPath('appData'), 'autostart')
  const file = join(folder, 'tidemark.desktop')
  if (!isOn) {
    await rm(file, { force: true })
    return
  }
  await mkdir(folder, { recursive: true })
  // An AppImage runs from a mount that changes; its own file is named by this variable.
  await writeFile(file, autostartEntry(process.env.APPIMAGE ?? process.execPath))
}
