import type { CrashPoint, RecordKind, RecordLocation, Rng } from '@tidemark/server-core'
import type { Chance } from '../filesystem/disk-journal.js'
import { MemorySegmentStore } from '../segments/memory-segment-store.js'

/** Small, so that there is something to clean up. */
const SEGMENT_BYTES = 4_000

/** Segments whose writer can die within an append; what was not flushed then may be torn. */
export class CrashableSegments extends MemorySegmentStore {
  crashPoint: CrashPoint = () => undefined
  /** What of unflushed records survives; undefined while the power stays on: all of it. */
  chance: Chance | undefined

  constructor(rng: Rng) {
    super({ rng, segmentBytes: SEGMENT_BYTES })
  }

  override async append(
    kind: RecordKind,
    records: readonly Uint8Array[],
  ): Promise<RecordLocation[]> {
    const before = (await this.list()).length
    const locations = await super.append(kind, records)
    const isNew = (await this.list()).length > before
    try {
      if (isNew) this.crashPoint('S04')
      this.crashPoint('S02')
    } catch (end) {
      for (const location of locations) this.#tear(location)
      throw end
    }
    this.crashPoint('S03')
    return locations
  }

  #tear(location: RecordLocation): void {
    const { chance } = this
    if (chance === undefined) return
    this.damage(location, (record) => record.fill(0, chance(record.length + 1)))
  }
}
