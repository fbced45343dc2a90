import type { CrashPoint, Topic, Wakeups } from '@tidemark/server-core'

type Listener = (topic: Topic) => void

/** Wake-ups within one server process. */
export class InProcessWakeups implements Wakeups {
  readonly #listeners = new Map<Topic, Set<Listener>>()
  readonly #crashPoint: CrashPoint

  constructor(crashPoint: CrashPoint) {
    this.#crashPoint = crashPoint
  }

  publish(topic: Topic): void {
    this.#crashPoint('S09')
    // A copy: listeners unsubscribe while they are rung.
    for (const [i, listener] of [...(this.#listeners.get(topic) ?? [])].entries()) {
      if (i > 0) this.#crashPoint('S10')
      listener(topic)
    }
  }

  /** Rings every topic that somebody listens to: something changed, nobody knows what. */
  publishAll(): void {
    for (const topic of [...this.#listeners.keys()]) this.publish(topic)
  }

  subscribe(topics: readonly Topic[], listener: Listener): Disposable {
    for (const topic of topics) {
      const listeners = this.#listeners.get(topic) ?? new Set()
      this.#listeners.set(topic, listeners)
      listeners.add(listener)
    }
    return {
      [Symbol.dispose]: () => {
        for (const topic of topics) {
          const listeners = this.#listeners.get(topic)
          listeners?.delete(listener)
          if (listeners?.size === 0) this.#listeners.delete(topic)
        }
      },
    }
  }
}
