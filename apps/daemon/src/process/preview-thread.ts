import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { fromControlError } from '@tidemark/control'
import { AppError } from '@tidemark/protocol'
import type { AttachPreview } from '@tidemark/sync-engine'
import type { WorkerEntry } from './engine-thread.js'
import type { FromPreview, PreviewSetup, ThreadSetup } from './worker-messages.js'

/**
 * Looks at a folder in a thread of its own: comparing contents takes as long as reading them.
 * @throws AppError of the server or the folder, `cancelled` when `signal` aborts.
 */
export async function previewInThread(
  entry: WorkerEntry,
  setup: PreviewSetup,
  signal: AbortSignal,
): Promise<AttachPreview> {
  if (signal.aborted) throw new AppError('cancelled')
  const worker = new Worker(entry, {
    eval: typeof entry === 'string',
    workerData: setup satisfies ThreadSetup,
  })
  // It writes nothing, so it can be ended at any point.
  const stop = () => void worker.terminate()
  signal.addEventListener('abort', stop, { once: true })
  try {
    const answer = await Promise.race([firstMessage(worker), exited(worker)])
    if (answer?.type === 'preview') return answer.preview
    if (answer?.type === 'failed') throw fromControlError(answer.error)
    throw new AppError(signal.aborted ? 'cancelled' : 'internal')
  } finally {
    signal.removeEventListener('abort', stop)
    await worker.terminate()
  }
}

/** Rejects with what ended the thread by itself. */
async function firstMessage(worker: Worker): Promise<FromPreview> {
  const [message] = await once(worker, 'message')
  return message as FromPreview // the thread answers by that type
}

async function exited(worker: Worker): Promise<undefined> {
  await once(worker, 'exit')
}
