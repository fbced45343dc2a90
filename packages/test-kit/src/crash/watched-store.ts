import type { StateStore, StateTransaction } from '@tidemark/sync-engine'

/** `store` with every transaction and every write in it announced; what `announce` throws fails it. */
export function watchedStore(store: StateStore, announce: (name: string) => void): StateStore {
  const transaction = <T>(apply: (tx: StateTransaction) => T): T => {
    announce('transaction')
    return store.transaction((tx) => apply(watched(tx, isWrite, announce)))
  }
  return new Proxy(store, {
    get: (target, key) => (key === 'transaction' ? transaction : member(target, key)),
  })
}

function watched<T extends object>(
  target: T,
  isMeant: (name: string) => boolean,
  announce: (name: string) => void,
): T {
  return new Proxy(target, {
    get: (_target, key) => {
      const value = member(target, key)
      if (typeof key !== 'string' || typeof value !== 'function' || !isMeant(key)) return value
      return (...args: unknown[]) => {
        announce(key)
        return Reflect.apply(value, target, args)
      }
    },
  })
}

function isWrite(name: string): boolean {
  return /^(put|remove|set|relabel|forget|mark|clear|defer)/.test(name)
}

/** A member that works on the object itself, whose private fields no proxy has. */
function member(target: object, key: string | symbol): unknown {
  const value: unknown = Reflect.get(target, key, target)
  return typeof value === 'function' ? value.bind(target) : value
}
