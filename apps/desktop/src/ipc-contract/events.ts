import type { Activity, Status } from '@tidemark/control'
import type { AppState } from './app-state.js'
import type { IpcEventName } from './channels.js'

/** What comes with each event. */
export interface IpcEvents {
  readonly 'daemon:status': Status
  readonly 'daemon:activity': Activity
  readonly 'app:state': AppState
}

/** Calls `listener` for every event of that name from now on; the answer ends it. */
export type ListenToEvent = <N extends IpcEventName>(
  event: N,
  listener: (data: IpcEvents[N]) => void,
) => () => void
