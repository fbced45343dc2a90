import { describe, expect, it } from 'vitest'
import type { IpcAnswer } from '../../ipc-contract/index.js'
import { liveValue } from './live.js'

function source() {
  const asked: ((answer: IpcAnswer<string>) => void)[] = []
  const listeners = new Set<(value: string) => void>()
  return {
    asked,
    listeners,
    tell: (value: string) => {
      for (const listener of listeners) listener(value)
    },
    ask: () => new Promise<IpcAnswer<string>>((resolve) => asked.push(resolve)),
    listen: (listener: (value: string) => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

describe('a value that tells by itself', () => {
  it('holds the first answer until an event brings a newer one', async () => {
    const from = source()
    const live = liveValue(from)
    const seen: (string | null)[] = []
    live.subscribe(() => seen.push(live.get()))
    from.asked[0]?.({ ok: true, value: 'asked' })
    await Promise.resolve()
    from.tell('told')
    expect(seen).toEqual(['asked', 'told'])
  })

  it('drops an answer that is older than an event', async () => {
    const from = source()
    const live = liveValue(from)
    live.subscribe(() => undefined)
    from.tell('told')
    from.asked[0]?.({ ok: true, value: 'asked' })
    await Promise.resolve()
    expect(live.get()).toBe('told')
  })

  it('keeps what it had when the daemon does not answer', async () => {
    const from = source()
    const live = liveValue(from)
    live.subscribe(() => undefined)
    from.asked[0]?.({ ok: false, error: { code: 'daemon_unreachable', message: '' } })
    await Promise.resolve()
    expect(live.get()).toBeNull()
  })

  it('listens once for all subscribers and ends with the last', () => {
    const from = source()
    const live = liveValue(from)
    const first = live.subscribe(() => undefined)
    const second = live.subscribe(() => undefined)
    expect(from.listeners.size).toBe(1)
    first()
    expect(from.listeners.size).toBe(1)
    second()
    expect(from.listeners.size).toBe(0)
  })
})
