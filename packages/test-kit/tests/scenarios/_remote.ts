import type { Remote } from '@tidemark/sync-engine'

type Answering = Exclude<keyof Remote, 'readBlocks'>

/** The same server, but `change` stands between one call and the engine. */
export function withCall<N extends Answering>(
  remote: Remote,
  name: N,
  change: (call: Remote[N], ...args: Parameters<Remote[N]>) => ReturnType<Remote[N]>,
): Remote {
  return new Proxy(remote, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key)
      if (typeof value !== 'function') return value
      const method: unknown = value.bind(target)
      if (key !== name) return method
      return (...args: Parameters<Remote[N]>) => change(method as Remote[N], ...args) // by its name
    },
  })
}
