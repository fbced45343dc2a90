import { useCallback, useEffect, useRef, useState } from 'react'
import type { ControlError, IpcAnswer } from '../../ipc-contract/index.js'
import { errorOf, openAnswer } from './answer.js'

/** Something that a screen shows and the daemon knows. */
export interface Query<T> {
  /** The last answer; stays while a newer one is asked for. */
  readonly value: T | undefined
  readonly error: ControlError | null
  readonly isLoading: boolean
  readonly reload: () => void
}

/** Asks when the screen opens and whenever `key`, which names what is asked for, changes. */
export function useQuery<T>(key: string, ask: () => Promise<IpcAnswer<T>>): Query<T> {
  const [state, setState] = useState<Omit<Query<T>, 'reload'>>({
    value: undefined,
    error: null,
    isLoading: true,
  })
  const [round, setRound] = useState(0)
  const latestAsk = useRef(ask)
  latestAsk.current = ask
  // biome-ignore lint/correctness/useExhaustiveDependencies: key and round say when to ask again
  useEffect(() => {
    let isCurrent = true
    setState((before) => ({ ...before, isLoading: true }))
    const ask = async () => {
      const result = await settle(latestAsk.current)
      if (isCurrent) setState((before) => ({ ...before, ...result, isLoading: false }))
    }
    void ask()
    return () => {
      isCurrent = false
    }
  }, [key, round])
  return { ...state, reload: useCallback(() => setRound((before) => before + 1), []) }
}

/** What the answer changes: the value, or only the error. */
async function settle<T>(ask: () => Promise<IpcAnswer<T>>): Promise<Partial<Query<T>>> {
  try {
    return { value: openAnswer(await ask()), error: null }
  } catch (thrown) {
    return { error: errorOf(thrown) }
  }
}
