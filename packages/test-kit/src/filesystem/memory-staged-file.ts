import type { StagedFile } from '@tidemark/sync-engine'
import type { Inode } from './inode.js'
import { readInode } from './read-inode.js'

/** A temporary file on a MemoryDisk. */
export class MemoryStagedFile implements StagedFile {
  readonly key: string
  readonly tempPath: string
  readonly inode: Inode
  readonly #beforeWrite: () => unknown

  constructor(key: string, tempPath: string, inode: Inode, beforeWrite: () => unknown) {
    this.key = key
    this.tempPath = tempPath
    this.inode = inode
    this.#beforeWrite = beforeWrite
  }

  get sizeBytes(): number {
    return this.inode.data.length
  }

  async read(into: Uint8Array, offset: number): Promise<number> {
    return readInode(this.inode, into, offset)
  }

  async write(bytes: Uint8Array, offset: number): Promise<void> {
    this.#beforeWrite()
    const end = offset + bytes.length
    if (end > this.inode.data.length) {
      const grown = new Uint8Array(end)
      grown.set(this.inode.data)
      this.inode.data = grown
    }
    this.inode.data.set(bytes, offset)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    return
  }
}
