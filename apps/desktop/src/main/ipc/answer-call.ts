import { toControlError } from '@tidemark/control'
import { AppError } from '@tidemark/protocol'
import { Compile } from 'typebox/compile'
import type { IpcAnswer, IpcCall } from '../../ipc-contract/index.js'

/** Checks and runs one call of the contract; never throws. */
export type AnswerCall = (args: readonly unknown[]) => Promise<IpcAnswer<unknown>>

/**
 * Makes the answering side of a row: exactly one argument, checked against the row's schema, before
 * `handle` sees it. Anything that is no AppError reaches the page without its text.
 */
export function answerCall(
  row: IpcCall,
  handle: (params: unknown) => Promise<unknown>,
  onInternalError: (channel: string, error: unknown) => void,
): AnswerCall {
  const check = Compile(row.params)
  return async (args) => {
    try {
      const params = withoutUndefined(args[0])
      if (args.length !== 1 || !check.Check(params)) throw new AppError('invalid_request')
      return { ok: true, value: await handle(params) }
    } catch (error) {
      if (!(error instanceof AppError)) onInternalError(row.channel, error)
      return { ok: false, error: toControlError(error) }
    }
  }
}

/** A message as JSON would carry it on to the daemon: a field that is undefined is not there. */
function withoutUndefined(params: unknown): unknown {
  const isPlain = typeof params === 'object' && params !== null && !Array.isArray(params)
  if (!isPlain) return params
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined))
}
