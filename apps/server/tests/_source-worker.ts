import type { WorkerSource } from '../src/storage/disk/worker-pool.js'

/** Runs the codec threads from source, as the tests run everything else. */
export function sourceWorker(): WorkerSource {
  return {
    entry: new URL('../src/storage/disk/codec-worker.ts', import.meta.url),
    execArgv: [
      '--conditions=tidemark-source',
      '--import',
      new URL('../../../scripts/suites/source-hooks.mjs', import.meta.url).href,
    ],
  }
}
