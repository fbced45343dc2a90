import {
  AppError,
  type BlockId,
  type CommitRequest,
  type CommitResponse,
  type Cursor,
} from '@tidemark/protocol'
import type {
  ChangesPage,
  IncomingBlock,
  OutgoingBlock,
  Remote,
  TreePage,
  UploadResult,
} from '@tidemark/sync-engine'
import type { MemoryRemote } from '../remote/memory-remote.js'
import type { DeleteWatch } from './delete-watch.js'
import type { PinWatch } from './pin-watch.js'
import { Wire, type WireEnds } from './wire.js'

/** What a SimulatedRemote is part of. */
export interface RemoteSurroundings extends WireEnds {
  readonly deletes: DeleteWatch
  readonly pins: PinWatch
  readonly report: (problem: string) => void
}

/** A device's connection to the server over a Wire. */
export class SimulatedRemote implements Remote {
  readonly #inner: MemoryRemote
  readonly #around: RemoteSurroundings
  readonly #wire: Wire

  constructor(inner: MemoryRemote, around: RemoteSurroundings) {
    this.#inner = inner
    this.#around = around
    this.#wire = new Wire(around)
  }

  listChanges(cursor: Cursor): Promise<ChangesPage> {
    this.#around.deletes.noteJournalRead()
    return this.#wire.exchange('listChanges', () => this.#inner.listChanges(cursor))
  }

  listTree(page: string | undefined): Promise<TreePage> {
    return this.#wire.exchange('listTree', () => this.#inner.listTree(page))
  }

  findMissing(blockIds: readonly BlockId[]): Promise<ReadonlySet<BlockId>> {
    return this.#wire.exchange('findMissing', async () => {
      const atMs = this.#around.scheduler.nowMs
      const missing = await this.#inner.findMissing(blockIds)
      const present = blockIds.filter((blockId) => !missing.has(blockId))
      this.#around.pins.notePromised(present, atMs)
      return missing
    })
  }

  uploadBlocks(blocks: readonly OutgoingBlock[]): Promise<UploadResult> {
    return this.#wire.exchange('uploadBlocks', async () => {
      const atMs = this.#around.scheduler.nowMs
      const result = await this.#inner.uploadBlocks(blocks)
      this.#around.pins.notePromised(result.stored, atMs)
      return result
    })
  }

  async *readBlocks(blockIds: readonly BlockId[]): AsyncIterable<IncomingBlock> {
    const { scheduler, process, faults, random } = this.#around
    const blocks = await this.#wire.exchange('readBlocks', async () => {
      const read: IncomingBlock[] = []
      for await (const block of this.#inner.readBlocks(blockIds)) read.push(block)
      return read
    })
    for (const block of blocks) {
      const fault = faults.at(`${process.name} net block`, [['truncated', 0.02]])
      await scheduler.turn(process, 'receives a block', random.next(), () => undefined)
      if (fault !== undefined) throw new AppError('pack_truncated')
      yield block
    }
  }

  commit(request: CommitRequest): Promise<CommitResponse> {
    const { deletes, pins, process, report } = this.#around
    deletes.noteCommit(request.operations)
    return this.#wire.exchange('commit', async () => {
      const response = await this.#inner.commit(request)
      for (const result of response.results) {
        const missing = result.result === 'blocks_missing' ? result.blockIds : []
        for (const blockId of pins.brokenAmong(missing))
          report(`I8: ${blockId}, which ${process.name} was told is there, is missing`)
      }
      return response
    })
  }
}
