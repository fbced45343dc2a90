import { AppError, type RelPath } from '@tidemark/protocol'
import type { EngineEvent, EngineState } from '@tidemark/sync-engine'
import { describe, expect, it } from 'vitest'
import { makePair } from './_pair.js'
import type { SyncDevice } from './sync-device.js'

/** Resolves when the engine reaches the state, at once when it has it. */
function reach({ engine }: SyncDevice, state: EngineState): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (engine.status().state === state) {
        resolve()
        subscription[Symbol.dispose]()
      }
    }
    const subscription = engine.onEvent(look)
    look()
  })
}

function happen({ engine }: SyncDevice, type: EngineEvent['type']): Promise<EngineEvent> {
  return new Promise((resolve) => {
    const subscription = engine.onEvent((event) => {
      if (event.type !== type) return
      subscription[Symbol.dispose]()
      resolve(event)
    })
  })
}

describe('the engine loop', () => {
  it('syncs at the start, on hints and on wake-ups, and rests in between', async () => {
    const { a, b } = await makePair()
    const controller = new AbortController()
    a.disk.write('first', '1')
    const runs = [a, b].map(({ engine }) => engine.run(controller.signal))
    await reach(a, 'idle')
    expect(a.engine.status()).toMatchObject({ isSettled: true, localCount: 1, remoteCount: 1 })
    const downloaded = happen(b, 'downloaded')
    b.engine.wakeRemote()
    expect(b.engine.status().isSettled).toBe(false)
    expect(await downloaded).toEqual({ type: 'downloaded', path: 'first' })
    const uploaded = happen(b, 'uploaded')
    b.disk.write('second', '2')
    b.engine.hint('' as RelPath)
    expect(await uploaded).toEqual({ type: 'uploaded', path: 'second' })
    controller.abort()
    await Promise.all(runs)
  })

  it('does nothing while paused and stays paused over a restart', async () => {
    const { a } = await makePair()
    a.engine.pause()
    a.restart()
    const controller = new AbortController()
    a.disk.write('file', '1')
    const run = a.engine.run(controller.signal)
    await reach(a, 'paused')
    expect(a.remote.counts.operations).toBe(0)
    a.engine.resume()
    await reach(a, 'idle')
    expect(a.remote.counts.operations).toBe(1)
    controller.abort()
    await run
  })

  it('rests while it is held, apart from a pause, and not over a restart', async () => {
    const { a } = await makePair()
    a.disk.write('file', '1')
    a.engine.hold(true)
    const controller = new AbortController()
    const run = a.engine.run(controller.signal)
    await reach(a, 'paused')
    expect(a.engine.isPaused).toBe(false)
    a.engine.resume()
    await reach(a, 'paused')
    expect(a.remote.counts.operations).toBe(0)
    a.engine.hold(false)
    await reach(a, 'idle')
    expect(a.remote.counts.operations).toBe(1)
    a.engine.pause()
    await reach(a, 'paused')
    a.engine.hold(true)
    a.engine.hold(false)
    expect(a.engine.isPaused).toBe(true)
    controller.abort()
    await run
    a.engine.hold(true)
    a.restart()
    a.engine.resume()
    const again = new AbortController()
    const next = a.engine.run(again.signal)
    await reach(a, 'idle')
    again.abort()
    await next
  })

  it('is offline while the server cannot be reached and goes on by itself (E109)', async () => {
    const { a, clock } = await makePair()
    a.remote.onCall = () => {
      throw new AppError('server_unreachable')
    }
    const controller = new AbortController()
    const run = a.engine.run(controller.signal)
    await reach(a, 'offline')
    expect(a.engine.status().error).toBe('server_unreachable')
    a.remote.onCall = () => undefined
    const idle = reach(a, 'idle')
    clock.advance(600_000)
    await idle
    controller.abort()
    await run
  })

  it('stops when the device was signed out, and deletes nothing (E107)', async () => {
    const { a } = await makePair()
    a.remote.onCall = () => {
      throw new AppError('unauthorized')
    }
    const controller = new AbortController()
    const run = a.engine.run(controller.signal)
    await reach(a, 'stopped')
    expect(a.engine.status().error).toBe('unauthorized')
    controller.abort()
    await run
  })

  it('asks for attention while the folder is gone and resumes when it is back (E80)', async () => {
    const { a, clock } = await makePair()
    a.disk.write('file', '1')
    const controller = new AbortController()
    const run = a.engine.run(controller.signal)
    await reach(a, 'idle')
    a.disk.detach()
    a.engine.hint('everything')
    await reach(a, 'attention')
    expect(a.engine.status().error).toBe('folder_missing')
    a.disk.attach()
    const idle = reach(a, 'idle')
    clock.advance(600_000)
    await idle
    expect(a.contents()).toEqual({ file: '1' })
    controller.abort()
    await run
  })
})
