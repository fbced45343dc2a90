import { toControlError } from '@tidemark/control'
import type { AppState, TokenStore } from '../ipc-contract/index.js'
import type { DaemonLink } from './daemon-link/daemon-link.js'
import type { PendingLinkBox } from './links/pending-link.js'
import type { SettingsFile } from './settings/settings-file.js'

interface Parts {
  readonly appVersion: string
  readonly locale: string
  readonly settings: SettingsFile
  readonly links: PendingLinkBox
  readonly daemon: () => DaemonLink['state']
  readonly hasTray: () => boolean
  readonly tokenStore: () => TokenStore
}

/** The app's own picture of itself, put together from its parts whenever it is asked for. */
export class AppStatus {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  get current(): AppState {
    const { appVersion, locale, settings, links, daemon, hasTray, tokenStore } = this.#parts
    const { state, error, version } = daemon()
    return {
      appVersion,
      locale,
      daemon: { state, version, error: error === undefined ? null : toControlError(error) },
      settings: settings.current,
      hasTray: hasTray(),
      tokenStore: tokenStore(),
      pendingLink: links.shown,
    }
  }
}
