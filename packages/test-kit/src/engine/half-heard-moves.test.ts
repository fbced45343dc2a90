import type { RelPath } from '@tidemark/protocol'
import type { EngineEvent } from '@tidemark/sync-engine'
import { describe, expect, it } from 'vitest'
import { makePair, syncBoth } from './_pair.js'
import type { SyncDevice } from './sync-device.js'

/** Resolves with the next event of these types. */
function happen({ engine }: SyncDevice, ...types: EngineEvent['type'][]): Promise<EngineEvent> {
  return new Promise((resolve) => {
    const subscription = engine.onEvent((event) => {
      if (!types.includes(event.type)) return
      subscription[Symbol.dispose]()
      resolve(event)
    })
  })
}

/** Runs the engine, which looks only where it is told to: it has scanned everything before. */
function run({ engine }: SyncDevice): { stop: () => Promise<void> } {
  const controller = new AbortController()
  const running = engine.run(controller.signal)
  return {
    stop: () => {
      controller.abort()
      return running
    },
  }
}

describe('what the watcher tells of late', () => {
  it('keeps a moved item from being deleted if its new place is heard of in time (E05)', async () => {
    const pair = await makePair(1, {
      adjust: (deps) => ({ ...deps, settings: { ...deps.settings, settleMs: 0 } }),
    })
    const { a, b, clock } = pair
    a.disk.mkdir('from')
    a.disk.mkdir('to')
    a.disk.write('from/file', 'text')
    await syncBoth(pair)
    const { stop } = run(a)
    a.disk.rename('from/file', 'to/file')
    clock.advance(10_000)
    const outcome = happen(a, 'renamed', 'deleted_there')
    a.engine.hint('from' as RelPath)
    a.remote.onCall = ({ name, moment }) => {
      const isBeforeDeletes = name === 'listChanges' && moment === 'response'
      if (isBeforeDeletes) a.engine.hint('to' as RelPath)
    }
    expect(await outcome).toEqual({ type: 'renamed', path: 'to/file', side: 'there' })
    a.remote.onCall = () => undefined
    await stop()
    await syncBoth(pair)
    expect(b.contents()).toEqual({ 'from/': '', 'to/': '', 'to/file': 'text' })
  })

  it('finds a save in a folder that the engine has renamed since', async () => {
    const pair = await makePair()
    const { a, b, clock } = pair
    a.disk.mkdir('former')
    a.disk.mkdir('former/below')
    await syncBoth(pair)
    const { stop } = run(a)
    b.disk.rename('former', 'now')
    await b.sync()
    a.fs.beforeCall = ({ step, path }) => {
      if (step === 'move' && path === 'former') a.disk.write('former/below/file', 'text')
    }
    const renamed = happen(a, 'renamed')
    a.engine.wakeRemote()
    expect(await renamed).toMatchObject({ path: 'now' })
    clock.advance(10_000)
    const uploaded = happen(a, 'uploaded')
    a.engine.hint('former/below' as RelPath)
    expect(await uploaded).toEqual({ type: 'uploaded', path: 'now/below/file' })
    await stop()
  })

  it('does not keep deletes from running when the server takes long to answer', async () => {
    const pair = await makePair()
    const { a, b, clock } = pair
    a.disk.write('file', 'text')
    await syncBoth(pair)
    a.disk.remove('file')
    let calls = 0
    a.remote.onCall = ({ moment }) => {
      if (++calls > 50) throw new Error('asks again and again')
      if (moment === 'response') clock.advance(40_000)
    }
    await a.sync()
    a.remote.onCall = () => undefined
    await b.sync()
    expect(b.contents()).toEqual({})
  })
})
