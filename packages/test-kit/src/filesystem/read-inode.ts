import type { Inode } from './inode.js'

/** Copies bytes of a file from `offset`; returns how many there were. */
export function readInode(inode: Inode, into: Uint8Array, offset: number): number {
  const bytes = inode.data.subarray(offset, offset + into.length)
  into.set(bytes)
  return bytes.length
}
