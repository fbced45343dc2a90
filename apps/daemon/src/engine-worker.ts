/**
 * Entry of a folder's thread: opens the folder's world, runs its engine, answers the main thread. Or
 * only looks at a folder that may be linked.
 */

import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { toControlError } from '@tidemark/control'
import { AppError } from '@tidemark/protocol'
import { HttpConnections } from './adapters/remote-http/exchange.js'
import { SharedPace } from './adapters/remote-http/shared-pace.js'
import { openStateStore } from './adapters/state-sqlite/open-state-store.js'
import { giveBackMemory } from './platform/memory.js'
import type { FromWorker, ThreadSetup, ToWorker, WorkerSetup } from './process/worker-messages.js'
import { FolderEngine } from './worker/folder-engine.js'
import { ensureStateFolder, openFolder } from './worker/open-folder.js'
import { runPreview } from './worker/preview-folder.js'

if (parentPort === null) throw new Error('engine-worker runs in a worker thread only')
const setup = workerData as ThreadSetup // whoever starts a thread says so with `satisfies`
// What it rejects with ends the thread, and the main thread hears of it.
if (setup.job === 'preview') void runPreview(parentPort, setup)
else void runWorker(parentPort, setup)

async function runWorker(port: MessagePort, setup: WorkerSetup): Promise<void> {
  const send = (message: FromWorker) => port.postMessage(message)
  try {
    await runFolder(port, setup, send)
  } catch (error) {
    // The class of an error does not survive the way to the main thread; its code must.
    if (!(error instanceof AppError)) throw error
    send({ type: 'failed', error: toControlError(error) })
    process.exitCode = 1
  } finally {
    port.close()
  }
}

async function runFolder(
  port: MessagePort,
  setup: WorkerSetup,
  send: (message: FromWorker) => void,
): Promise<void> {
  ensureStateFolder(setup.stateFile)
  const { store, damagedPath } = openStateStore(setup.stateFile, { nowMs: Date.now() })
  using _store = store
  if (damagedPath !== undefined) {
    const fields = { damagedPath }
    send({ type: 'log', level: 'warn', message: 'state was damaged; merging anew', fields })
  }
  const { up, down } = setup.bandwidth
  using connections = new HttpConnections({ up: new SharedPace(up), down: new SharedPace(down) })
  const stopping = new AbortController()
  const onRest = () => {
    store.giveBackMemory()
    giveBackMemory()
  }
  const world = await openFolder(setup, connections, store)
  const folder = new FolderEngine({ ...world, rulePause: setup.rulePause, send, onRest })
  port.on('message', (message: ToWorker) => void answer(folder, message, send, stopping))
  giveBackMemory()
  await folder.run(stopping.signal)
}

async function answer(
  folder: FolderEngine,
  { id, call, params }: ToWorker,
  send: (message: FromWorker) => void,
  stopping: AbortController,
): Promise<void> {
  try {
    if (call === 'stop') {
      send({ type: 'answer', id, result: undefined })
      stopping.abort()
      return
    }
    // The main thread sends what the table of calls says.
    const handler = folder.calls[call] as (params: unknown) => unknown
    send({ type: 'answer', id, result: await handler(params) })
  } catch (error) {
    send({ type: 'failure', id, error: toControlError(error) })
  }
}
