import type { AppState, IpcAnswer, IpcEvents, Status } from '../../ipc-contract/index.js'

/** What the fake remembers while the page is open. */
export interface FakeWorld {
  status: Status | null
  appState: AppState
  readonly tell: <N extends keyof IpcEvents>(event: N, data: IpcEvents[N]) => void
}

/** An answer that takes a moment, as one over a socket does. */
export async function answer<T>(value: T): Promise<IpcAnswer<T>> {
  await new Promise((resolve) => setTimeout(resolve, 60))
  return { ok: true, value }
}
