import type { DiskKind } from '@tidemark/sync-engine'
import type { Inode } from './inode.js'

const START_NS = 1_780_000_000_000_000_123n

/** How a disk numbers and stamps what it holds. */
export interface InodeTableOptions {
  /** The disk's clock; by default every change happens one millisecond after the one before. */
  readonly nowNs?: () => bigint
  /** How wrong the computer's clock is, by which its disks stamp. Default 0. */
  readonly wrongByNs?: () => bigint
  /** Whether a freed inode number is given out again at once, as ext4 does (E28). Default true. */
  readonly reusesInodes?: boolean
  /**
   * Nanoseconds that all times are multiples of, rounded down: 1 by default, 100 on NTFS, a second on
   * HFS+ and ext3, two on FAT. A program that sets a time gets the rounded one as well.
   */
  readonly mtimeGranularityNs?: bigint
}

/** Makes, frees and stamps inodes. */
export class InodeTable {
  readonly #now: () => bigint
  readonly #reuses: boolean
  readonly #free: string[] = []
  readonly #granularityNs: bigint
  readonly #wrongByNs: () => bigint
  #nextNumber = 2
  #tickNs = START_NS
  #latestNs = START_NS

  constructor({
    nowNs,
    wrongByNs = () => 0n,
    reusesInodes = true,
    mtimeGranularityNs = 1n,
  }: InodeTableOptions) {
    this.#reuses = reusesInodes
    this.#wrongByNs = wrongByNs
    this.#granularityNs = mtimeGranularityNs
    this.#now =
      nowNs ??
      (() => {
        this.#tickNs += 1_000_000n
        return this.#tickNs
      })
  }

  nowNs(): bigint {
    this.#latestNs = this.#now()
    return this.#latestNs
  }

  /** What the computer's clock shows, and a file written now is stamped with. */
  clockNs(): bigint {
    return this.nowNs() + this.#wrongByNs()
  }

  /** What `nowNs` or a change showed last; no time passes by asking. */
  get latestNs(): bigint {
    return this.#latestNs
  }

  make(kind: DiskKind, device: string, target = ''): Inode {
    const nowNs = this.#stamp()
    return {
      kind,
      device,
      number: this.#free.pop() ?? String(this.#nextNumber++),
      birthtimeNs: nowNs,
      mtimeNs: nowNs,
      ctimeNs: nowNs,
      executable: false,
      isReadable: true,
      linkCount: 0,
      data: new Uint8Array(0),
      entries: new Map(),
      target,
    }
  }

  free(inode: Inode): void {
    if (this.#reuses) this.#free.push(inode.number)
  }

  /** Takes back that the inode was freed. */
  reclaim(inode: Inode): void {
    const index = this.#free.lastIndexOf(inode.number)
    if (index >= 0) this.#free.splice(index, 1)
  }

  /** What a write or a change of entries does; `mtimeNs` as utimes sets it. */
  stampContent(inode: Inode, mtimeNs?: bigint): void {
    inode.ctimeNs = this.#stamp()
    inode.mtimeNs = mtimeNs === undefined ? inode.ctimeNs : this.#rounded(mtimeNs)
  }

  /** What a rename or chmod does. */
  stampMeta(inode: Inode): void {
    inode.ctimeNs = this.#stamp()
  }

  #stamp(): bigint {
    return this.#rounded(this.clockNs())
  }

  #rounded(timeNs: bigint): bigint {
    const remainder = timeNs % this.#granularityNs
    // Before 1970 the remainder is negative.
    return timeNs - remainder - (remainder < 0n ? this.#granularityNs : 0n)
  }
}
