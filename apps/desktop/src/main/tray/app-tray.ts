import type { Status } from '@tidemark/control'
import type { DaemonState } from '../../ipc-contract/index.js'
import type { Words } from '../wording/words.js'
import { hasTrayHost } from './find-tray-host.js'
import { TrayIcon } from './tray-icon.js'
import { describe, type TrayAction, trayMenu } from './tray-menu.js'
import { summarize } from './tray-state.js'

/** What the icon is drawn from. */
export interface TrayPicture {
  readonly status: Status | undefined
  readonly daemon: DaemonState
  readonly words: Words
  readonly locale: string
}

/** A status comes up to four times a second, which no menu can be read at. */
const DRAW_EVERY_MS = 1000

/** The tray's icon where the system shows one and the person wants it. */
export class AppTray implements Disposable {
  readonly #imageFolder: string
  readonly #onAction: (action: TrayAction) => void
  readonly #picture: () => TrayPicture
  #icon: TrayIcon | undefined
  #hasHost = false
  #timer: NodeJS.Timeout | undefined

  constructor(
    imageFolder: string,
    picture: () => TrayPicture,
    onAction: (action: TrayAction) => void,
  ) {
    this.#imageFolder = imageFolder
    this.#picture = picture
    this.#onAction = onAction
  }

  get isShown(): boolean {
    return this.#icon !== undefined
  }

  async open(isWanted: boolean): Promise<void> {
    this.#hasHost = await hasTrayHost(process.platform)
    this.setWanted(isWanted)
  }

  setWanted(isWanted: boolean): void {
    if (isWanted && this.#hasHost) {
      this.#icon ??= new TrayIcon(this.#imageFolder, this.#onAction)
      this.#draw()
      return
    }
    this.#icon?.[Symbol.dispose]()
    this.#icon = undefined
  }

  /** Draws what has changed, soon. */
  changed(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#draw()
    }, DRAW_EVERY_MS)
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
    this.#icon?.[Symbol.dispose]()
    this.#icon = undefined
  }

  #draw(): void {
    const { status, daemon, words, locale } = this.#picture()
    const summary = summarize(status, daemon)
    const headline = describe(summary, status, daemon, words, locale)
    this.#icon?.update(summary.state, headline, trayMenu(summary, status, headline, words))
  }
}
