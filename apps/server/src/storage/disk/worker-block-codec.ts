import type { AccountId } from '@tidemark/protocol'
import type {
  BlockCodec,
  KeyRing,
  OpenRequest,
  OpenResult,
  SealRequest,
  SealResult,
} from '@tidemark/server-core'
import {
  bytesAt,
  type CodecJob,
  type CodecReply,
  type CodecRequest,
  SpanWriter,
} from './codec-messages.js'
import { WorkerPool, type WorkerSource } from './worker-pool.js'

export interface WorkerBlockCodecOptions {
  readonly keyRing: KeyRing
  readonly worker: WorkerSource
  readonly workerCount: number
}

/** Hashes, compresses and seals on worker threads, so that the event loop never waits for it. */
export class WorkerBlockCodec implements BlockCodec {
  readonly #keyRing: KeyRing
  readonly #pool: WorkerPool<CodecRequest, CodecReply>
  #lastJobId = 0

  constructor({ keyRing, worker, workerCount }: WorkerBlockCodecOptions) {
    this.#keyRing = keyRing
    this.#pool = new WorkerPool(worker, workerCount)
  }

  async seal(accountId: AccountId, requests: readonly SealRequest[]): Promise<SealResult[]> {
    const writer = new SpanWriter()
    const reply = await this.#run(accountId, writer, {
      do: 'seal',
      requests: requests.map(({ payload, dictionary, ...item }) => ({
        ...item,
        payload: writer.add(payload),
        dictionary: dictionary && writer.add(dictionary),
      })),
    })
    return reply.results.map(({ of, result, span }) => {
      if (of !== 'seal') throw new Error('the codec worker answered another question')
      return result.ok && span ? { ok: true, record: bytesAt(reply.bytes, span) } : result
    })
  }

  async open(accountId: AccountId, requests: readonly OpenRequest[]): Promise<OpenResult[]> {
    const writer = new SpanWriter()
    const reply = await this.#run(accountId, writer, {
      do: 'open',
      requests: requests.map(({ record, ...item }) => ({ ...item, record: writer.add(record) })),
    })
    return openResults(reply)
  }

  async identify(accountId: AccountId, records: readonly Uint8Array[]): Promise<OpenResult[]> {
    const writer = new SpanWriter()
    const reply = await this.#run(accountId, writer, {
      do: 'identify',
      requests: records.map((record) => ({ record: writer.add(record) })),
    })
    return openResults(reply)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool[Symbol.asyncDispose]()
  }

  async #run(accountId: AccountId, writer: SpanWriter, job: CodecJob): Promise<CodecReply> {
    const keys = await (job.do === 'seal'
      ? this.#keyRing.ensureAccountKeys(accountId)
      : this.#keyRing.accountKeys(accountId))
    const bytes = writer.finish()
    this.#lastJobId += 1
    const jobId = this.#lastJobId
    const reply = await this.#pool.run({ jobId, account: { accountId, keys }, bytes, job }, [bytes])
    if (reply.jobId !== jobId) throw new Error('codec answers came out of order')
    return reply
  }
}

function openResults({ bytes, results }: CodecReply): OpenResult[] {
  return results.map(({ of, result, span }) => {
    if (of !== 'open') throw new Error('the codec worker answered another question')
    if (!result.ok || span === undefined) return result
    return { ok: true, block: { ...result.block, payload: bytesAt(bytes, span) } }
  })
}
