import type { AppBridge } from './app-calls.js'
import type { DaemonBridge } from './daemon-calls.js'
import type { ListenToEvent } from './events.js'

/** All that the window can do beyond drawing: `window.tidemark`. */
export interface TidemarkBridge {
  readonly daemon: DaemonBridge
  readonly app: AppBridge
  readonly on: ListenToEvent
}
