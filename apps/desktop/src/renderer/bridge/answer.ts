import type { ControlError, IpcAnswer } from '../../ipc-contract/index.js'

/** An answer that was an error, with the code that screens branch on. */
class BridgeError extends Error {
  override readonly name = 'BridgeError'
  readonly error: ControlError

  constructor(error: ControlError) {
    super(error.message)
    this.error = error
  }
}

/** The value of an answer; throws `BridgeError` for an error. */
export function openAnswer<T>(answer: IpcAnswer<T>): T {
  if (answer.ok) return answer.value
  throw new BridgeError(answer.error)
}

/** Whatever was thrown as the error to show. */
export function errorOf(thrown: unknown): ControlError {
  if (thrown instanceof BridgeError) return thrown.error
  return { code: 'internal', message: thrown instanceof Error ? thrown.message : String(thrown) }
}
