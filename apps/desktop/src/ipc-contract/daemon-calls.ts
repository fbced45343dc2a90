import { METHODS, type MethodName, type MethodParams, type MethodResult } from '@tidemark/control'
import type { IpcAnswer, IpcCall } from './call.js'
import { DAEMON_CALL_NAMES, type DaemonCallName, daemonChannel } from './channels.js'

/** Rows of the daemon's calls, with the very schemas that the daemon checks (ADR 0010). */
export const DAEMON_CALLS: readonly (IpcCall & { readonly method: DaemonCallName })[] =
  DAEMON_CALL_NAMES.map((method) => ({
    method,
    channel: daemonChannel(method),
    params: METHODS[method satisfies MethodName].params,
    result: METHODS[method].result,
  }))

/** The daemon's calls as the window has them. */
export type DaemonBridge = {
  readonly [N in DaemonCallName]: (params: MethodParams<N>) => Promise<IpcAnswer<MethodResult<N>>>
}
