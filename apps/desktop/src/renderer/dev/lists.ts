import type { ConflictSide, LinkPreview, OpenConflict, Trash } from '../../ipc-contract/index.js'
import { DEVICE, NOW_MS } from './pictures.js'

const NAMES = [
  'Budget 2027.ods',
  'Thesis/chapter 4.tex',
  '회의록/2026년 11월.md',
  'Recipes/bread.txt',
  'Letters/to the bank.odt',
  'src/engine/tide.ts',
] as const

export const nameAt = (index: number): string => NAMES[index % NAMES.length] ?? NAMES[0]

/** An id that looks like one of the protocol. */
export function idOf<T extends string>(index: number): T {
  // Branded ids are strings that only the daemon makes; a picture makes its own.
  return index.toString(16).padStart(32, '0') as T
}

/** Conflicts of a folder, the newest first. */
export function conflictList(count: number): OpenConflict[] {
  return Array.from({ length: count }, (_, index) => {
    const path = index < NAMES.length ? nameAt(index) : `Archive/${index}/${nameAt(index)}`
    const deviceName = index % 3 === 0 ? 'Laptop' : DEVICE
    return {
      folderId: 'documents',
      folderPath: '/home/kim/Documents',
      conflictId: idOf(index),
      path,
      copyPath: path.replace(/(\.\w+)$/, ` (conflicted copy ${deviceName} 2026-11-22)$1`),
      deviceName,
      atMs: NOW_MS - (index + 1) * 1_700_000,
      original: conflictSide(index * 2, null),
      copy: conflictSide(index * 2 + 1, deviceName),
    }
  })
}

function conflictSide(index: number, deviceName: string | null): ConflictSide {
  return {
    nodeId: idOf(index),
    revisionId: idOf(index),
    kind: 'file',
    sizeBytes: 14_000 + (index % 7) * 912,
    modifiedAtMs: NOW_MS - (index + 1) * 1_650_000,
    deviceName,
  }
}

/** The conflict as its details tell it: the writer of the first version is known. */
export function withWriter(conflict: OpenConflict): OpenConflict {
  if (conflict.original === undefined) return conflict
  const deviceName = conflict.deviceName === DEVICE ? 'Laptop' : DEVICE
  return { ...conflict, original: { ...conflict.original, deviceName } }
}

/** A preview with something of everything. */
export function linkPreview(): LinkPreview {
  return {
    path: '/home/kim/Documents',
    isNewSpace: false,
    toUpload: { files: 1204, bytes: 2_140_000_000 },
    toDownload: { files: 312, bytes: 180_000_000 },
    conflicts: { files: 3, examplePaths: ['Budget 2027.ods', 'Recipes/bread.txt'] },
    same: { files: 10_892 },
    deletes: 0,
    ignored: { items: 41 },
    held: { items: 2, examplePaths: ['Backup/old-disk', 'Notes/what: next?.md'] },
    problem: null,
  }
}

/** Deleted items, the newest first. */
export function trashItems(count: number): Trash['items'] {
  return Array.from({ length: count }, (_, index) => {
    const isFolder = index % 5 === 1
    return {
      folderId: 'documents',
      folderPath: '/home/kim/Documents',
      nodeId: idOf(index),
      kind: isFolder ? 'folder' : 'file',
      path: isFolder ? `Archive/${2020 + (index % 6)}` : nameAt(index),
      deletedAtMs: NOW_MS - (index + 1) * 5_000_000,
      deviceName: index % 2 === 0 ? 'Laptop' : DEVICE,
      fileCount: isFolder ? 40 + index : 1,
      sizeBytes: 1000 * (index + 1) ** 3,
    }
  })
}
