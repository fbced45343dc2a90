import type { IpcAnswer } from '../../ipc-contract/index.js'

/** A value that changes by itself, as `useSyncExternalStore` wants it. */
export interface Live<T> {
  readonly subscribe: (listener: () => void) => () => void
  readonly get: () => T | null
}

interface LiveSource<T> {
  readonly ask: () => Promise<IpcAnswer<T>>
  readonly listen: (listener: (value: T) => void) => () => void
}

/**
 * The newest value of a source that is asked once and tells by itself from then on. Listens while
 * somebody subscribes. An answer that comes after an event is older than it and is dropped.
 */
export function liveValue<T>({ ask, listen }: LiveSource<T>): Live<T> {
  const listeners = new Set<() => void>()
  let value: T | null = null
  let stop: (() => void) | null = null

  const set = (next: T) => {
    value = next
    for (const listener of listeners) listener()
  }
  const start = () => {
    let isTold = false
    const end = listen((next) => {
      isTold = true
      set(next)
    })
    // A daemon that does not answer yet tells its status as soon as it does.
    void ask().then((answer) => {
      if (answer.ok && !isTold && stop === end) set(answer.value)
    })
    return end
  }
  return {
    get: () => value,
    subscribe(listener) {
      listeners.add(listener)
      stop ??= start()
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        stop?.()
        stop = null
      }
    },
  }
}
