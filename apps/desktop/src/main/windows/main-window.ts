import { join } from 'node:path'
import { BrowserWindow, nativeTheme } from 'electron'
import type { IpcEventName, IpcEvents } from '../../ipc-contract/index.js'
import { type PageView, viewUrl } from '../page/page-address.js'

/** A page that crashes again within this time is left alone. */
const RELOAD_EVERY_MS = 10_000

/** The one window. It goes when it is closed, which frees its memory; the app stays. */
export class MainWindow {
  readonly #preload: string
  #window: BrowserWindow | undefined
  #reloadedAtMs = Number.NEGATIVE_INFINITY

  /** @param bundleFolder folder of preload.cjs. */
  constructor(bundleFolder: string) {
    this.#preload = join(bundleFolder, 'preload.cjs')
  }

  /** The window that is open. @throws Error when none is: only a page of it may ask. */
  get current(): BrowserWindow {
    if (this.#window === undefined) throw new Error('no window is open')
    return this.#window
  }

  isOwn(window: BrowserWindow | null): boolean {
    return window !== null && window === this.#window
  }

  /** Opens it, or brings it to the front; at a screen when one is named. */
  show(view?: PageView): void {
    const known = this.#window
    if (known !== undefined && view !== undefined) load(known, view)
    const window = known ?? this.#open(view ?? 'home')
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }

  send<N extends IpcEventName>(event: N, data: IpcEvents[N]): void {
    this.#window?.webContents.send(event, data)
  }

  #open(view: PageView): BrowserWindow {
    const window = new BrowserWindow({
      width: 1160,
      height: 760,
      minWidth: 480,
      minHeight: 420,
      show: false,
      title: 'Tidemark',
      autoHideMenuBar: true,
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#14181c' : '#ffffff',
      webPreferences: {
        preload: this.#preload,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        webviewTag: false,
        spellcheck: false,
        navigateOnDragDrop: false,
      },
    })
    this.#window = window
    window.once('closed', () => {
      this.#window = undefined
    })
    window.webContents.on('render-process-gone', () => this.#reload(window))
    load(window, view)
    return window
  }

  #reload(window: BrowserWindow): void {
    const nowMs = performance.now()
    if (nowMs - this.#reloadedAtMs < RELOAD_EVERY_MS) return
    this.#reloadedAtMs = nowMs
    window.reload()
  }
}

function load(window: BrowserWindow, view: PageView): void {
  // A page that does not load says so itself; the app is there without it.
  window.loadURL(viewUrl(view)).catch(() => undefined)
}
