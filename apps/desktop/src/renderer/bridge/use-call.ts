import { useState } from 'react'
import type { ControlError, IpcAnswer } from '../../ipc-contract/index.js'
import { errorOf, openAnswer } from './answer.js'

/** A call that a person starts. */
export interface Call<A extends readonly unknown[], T> {
  /** Resolves with undefined when the answer was an error, which `error` then holds. */
  readonly run: (...args: A) => Promise<T | undefined>
  /** The last answer that was no error. */
  readonly value: T | undefined
  readonly isRunning: boolean
  readonly error: ControlError | null
}

export function useCall<A extends readonly unknown[], T>(
  ask: (...args: A) => Promise<IpcAnswer<T>>,
): Call<A, T> {
  const [isRunning, setRunning] = useState(false)
  const [value, setValue] = useState<T>()
  const [error, setError] = useState<ControlError | null>(null)
  const run = async (...args: A) => {
    setRunning(true)
    setError(null)
    try {
      const answered = openAnswer(await ask(...args))
      setValue(answered)
      return answered
    } catch (thrown) {
      setError(errorOf(thrown))
      return undefined
    } finally {
      setRunning(false)
    }
  }
  return { run, value, isRunning, error }
}
