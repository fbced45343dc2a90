import type { Status } from '@tidemark/control'
import { Notification } from 'electron'
import type { AppSettings } from '../../ipc-contract/index.js'
import type { PageView } from '../page/page-address.js'
import type { Words } from '../wording/words.js'
import { decideNotices, type Notice, type NoticeMemory } from './decide-notices.js'
import { noticeText } from './notice-text.js'

/** Shows what `decideNotices` decides, and looks again when it asks to. */
export class Notifier implements Disposable {
  readonly #settings: () => AppSettings
  readonly #words: () => Words
  readonly #onOpen: (view: PageView) => void
  /** Those on the screen: one that nothing holds would be collected and its click lost. */
  readonly #shown = new Set<Notification>()
  #memory: NoticeMemory
  #timer: NodeJS.Timeout | undefined

  constructor(settings: () => AppSettings, words: () => Words, onOpen: (view: PageView) => void) {
    this.#settings = settings
    this.#words = words
    this.#onOpen = onOpen
  }

  update(status: Status): void {
    clearTimeout(this.#timer)
    const { notifications } = this.#settings()
    const decision = decideNotices(this.#memory, status, notifications, performance.now())
    this.#memory = decision.memory
    for (const notice of decision.show) this.#show(notice)
    if (decision.againInMs !== undefined) {
      this.#timer = setTimeout(() => this.update(status), decision.againInMs)
    }
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
    for (const notification of this.#shown) notification.close()
  }

  #show(notice: Notice): void {
    if (!Notification.isSupported()) return
    const words = this.#words()
    const { title, body, view } = noticeText(notice, words)
    // Only macOS shows buttons; a click on the notice itself does the same everywhere.
    const actions = [{ type: 'button' as const, text: words.review }]
    const notification = new Notification({ title, body, actions })
    const open = () => this.#onOpen(view)
    const forget = () => {
      this.#shown.delete(notification)
    }
    notification.on('click', open).on('action', open).on('close', forget).on('failed', forget)
    this.#shown.add(notification)
    notification.show()
  }
}
