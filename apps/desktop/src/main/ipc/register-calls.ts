import { BrowserWindow, type IpcMain, type IpcMainInvokeEvent } from 'electron'
import {
  APP_CALLS,
  type AppCallName,
  type AppCallParams,
  type AppCallResult,
  DAEMON_CALLS,
  type DaemonCallName,
} from '../../ipc-contract/index.js'
import { type AnswerCall, answerCall } from './answer-call.js'
import { isTrusted } from './sender.js'

/** One function per call that the app answers itself. */
export type AppHandlers = {
  readonly [N in AppCallName]: (params: AppCallParams<N>) => Promise<AppCallResult<N>>
}

/** What the calls of the contract are answered with. */
export interface CallTargets {
  readonly app: AppHandlers
  /** A call of the daemon, its parameters checked. */
  daemon(method: DaemonCallName, params: unknown): Promise<unknown>
  isOwnWindow(window: BrowserWindow | null): boolean
  onInternalError(channel: string, error: unknown): void
}

/** Registers a handler for every row of the contract; no other channel answers (SEC-123). */
export function registerCalls(ipc: IpcMain, targets: CallTargets): void {
  const register = (channel: string, answer: AnswerCall) =>
    ipc.handle(channel, async (event, ...args: unknown[]) => {
      if (!isTrusted(senderOf(event, targets))) throw new Error('refused')
      return await answer(args)
    })
  for (const row of DAEMON_CALLS) {
    const handle = (params: unknown) => targets.daemon(row.method, params)
    register(row.channel, answerCall(row, handle, targets.onInternalError))
  }
  for (const [name, row] of Object.entries(APP_CALLS)) {
    // The row's schema, which is checked before, is what the handler of that name takes.
    const handle = targets.app[name as AppCallName] as (params: unknown) => Promise<unknown>
    register(row.channel, answerCall(row, handle, targets.onInternalError))
  }
}

function senderOf({ senderFrame, sender }: IpcMainInvokeEvent, targets: CallTargets) {
  return {
    frameUrl: senderFrame?.url,
    isMainFrame: senderFrame !== null && senderFrame === sender.mainFrame,
    isOwnWindow: targets.isOwnWindow(BrowserWindow.fromWebContents(sender)),
  }
}
