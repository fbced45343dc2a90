import type { FileStat, StagedFile } from '@tidemark/sync-engine'
import { type Inode, statOf } from './inode.js'
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

  async stat(): Promise<FileStat> {
    return statOf(this.inode)
  }

  async read(into: Uint8Array, offset: number): Promise<number> {
    return readInode(this.inode, into, offset)
  }

  async write(bytes: Uint8Array, offset: number): Promise<void> {
    this.#beforeWrite()
    const end = offset + bytes.length
    if (end > this.inode.data.length) this.inode.data = grown(this.inode.data, end)
    this.inode.data.set(bytes, offset)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    return
  }
}

/** @throws TypeError for one of another file system. */
export function memoryStaged(staged: StagedFile): MemoryStagedFile {
  if (staged instanceof MemoryStagedFile) return staged
  throw new TypeError('a staged file of another file system')
}

/** `data` made `length` long; room is taken in doubling steps, so that appending stays cheap. */
function grown(data: Uint8Array, length: number): Uint8Array {
  const isWhole = data.byteOffset === 0
  if (isWhole && length <= data.buffer.byteLength) return new Uint8Array(data.buffer, 0, length)
  const room = new Uint8Array(Math.max(length, 2 * data.length))
  room.set(data)
  return room.subarray(0, length)
}
