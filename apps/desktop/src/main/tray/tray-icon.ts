import { join } from 'node:path'
import { Menu, nativeImage, nativeTheme, Tray } from 'electron'
import type { TrayAction, TrayRow } from './tray-menu.js'
import type { TrayState } from './tray-state.js'

/** The icon in the system's tray. */
export class TrayIcon implements Disposable {
  readonly #tray: Tray
  readonly #imageFolder: string
  readonly #onAction: (action: TrayAction) => void
  #shown = ''

  constructor(imageFolder: string, onAction: (action: TrayAction) => void) {
    this.#imageFolder = imageFolder
    this.#onAction = onAction
    this.#tray = new Tray(this.#image('idle'))
    this.#tray.on('click', () => onAction({ do: 'show', view: 'home' }))
  }

  /** Shows a state, its line and its menu; does nothing when all is as shown. */
  update(state: TrayState, headline: string, rows: readonly TrayRow[]): void {
    const shown = JSON.stringify([state, nativeTheme.shouldUseDarkColors, rows])
    // A menu that is put in anew closes under the pointer, so only a changed one is.
    if (shown === this.#shown) return
    this.#shown = shown
    this.#tray.setImage(this.#image(state))
    this.#tray.setToolTip(`Tidemark: ${headline}`)
    this.#tray.setContextMenu(Menu.buildFromTemplate(rows.map((row) => this.#menuItem(row))))
  }

  [Symbol.dispose](): void {
    this.#tray.destroy()
  }

  #image(state: TrayState) {
    // macOS colours template images itself; elsewhere the icon fits a dark or a light bar.
    const kind = nativeTheme.shouldUseDarkColors ? 'dark' : 'light'
    const names: Partial<Record<NodeJS.Platform, string>> = {
      darwin: `${state}Template.png`,
      win32: `${state}-${kind}.ico`,
    }
    const name = names[process.platform] ?? `${state}-${kind}.png`
    return nativeImage.createFromPath(join(this.#imageFolder, name))
  }

  #menuItem(row: TrayRow) {
    if (row === null) return { type: 'separator' as const }
    const { label, action } = row
    // Mnemonics: an ampersand of a folder's name is to be seen.
    const shown = label.replaceAll('&', '&&')
    if (action === null) return { label: shown, enabled: false }
    return { label: shown, click: () => this.#onAction(action) }
  }
}
