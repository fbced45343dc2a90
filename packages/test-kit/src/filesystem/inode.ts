import type { DiskKind, FileStat } from '@tidemark/sync-engine'

/** What a disk keeps about one file, folder, link or pipe, under whatever names. */
export interface Inode {
  readonly kind: DiskKind
  readonly device: string
  readonly number: string
  readonly birthtimeNs: bigint
  mtimeNs: bigint
  ctimeNs: bigint
  executable: boolean
  /** Whether it may be opened or listed. */
  isReadable: boolean
  /** Names that lead here; the number is free again at zero. */
  linkCount: number
  /** Bytes of a file. */
  data: Uint8Array
  /** Entries of a folder by folded name. */
  readonly entries: Map<string, Entry>
  /** Where a link points. */
  readonly target: string
}

/** A name in a folder. */
export interface Entry {
  /** Undefined = bytes that are no UTF-8. */
  readonly name: string | undefined
  readonly displayName: string
  readonly inode: Inode
  /** Whether the entry can be examined at all. */
  readonly isExaminable: boolean
}

/** The facts of an inode as the port tells them. */
export function statOf(inode: Inode): FileStat {
  return {
    kind: inode.kind,
    device: inode.device,
    inode: inode.number,
    sizeBytes: inode.kind === 'link' ? inode.target.length : inode.data.length,
    mtimeNs: inode.mtimeNs,
    ctimeNs: inode.ctimeNs,
    birthtimeNs: inode.birthtimeNs,
    executable: inode.kind === 'file' && inode.executable,
  }
}
