import type { DiskKind } from '@tidemark/sync-engine'
import type { Inode } from './inode.js'

const START_NS = 1_780_000_000_000_000_123n

/** Makes, frees and stamps inodes. */
export class InodeTable {
  readonly #now: () => bigint
  readonly #reuses: boolean
  readonly #free: string[] = []
  #nextNumber = 2
  #tickNs = START_NS

  constructor(nowNs: (() => bigint) | undefined, reuses: boolean) {
    this.#reuses = reuses
    this.#now =
      nowNs ??
      (() => {
        this.#tickNs += 1_000_000n
        return this.#tickNs
      })
  }

  nowNs(): bigint {
    return this.#now()
  }

  make(kind: DiskKind, device: string, target = ''): Inode {
    const nowNs = this.#now()
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

  /** What a write or a change of entries does; `mtimeNs` as utimes sets it. */
  stampContent(inode: Inode, mtimeNs?: bigint): void {
    inode.ctimeNs = this.#now()
    inode.mtimeNs = mtimeNs ?? inode.ctimeNs
  }

  /** What a rename or chmod does. */
  stampMeta(inode: Inode): void {
    inode.ctimeNs = this.#now()
  }
}
