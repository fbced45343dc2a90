import type { FolderStatus, Status } from '@tidemark/control'

const STILL = { doneBytes: 0, totalBytes: 0, bytesPerSecond: 0 }

/** A folder where all is well, with what a test says about it. */
export function folderStatus(folderId: string, over: Partial<FolderStatus> = {}): FolderStatus {
  return {
    folderId,
    path: `/home/ada/${folderId}`,
    // The form of an id, which nothing here looks into.
    spaceId: 'ab'.repeat(16) as FolderStatus['spaceId'],
    spaceName: folderId,
    state: 'idle',
    error: null,
    counts: { items: 3, pending: 0, held: 0, conflicts: 0 },
    bytes: { up: STILL, down: STILL },
    activePaths: [],
    held: [],
    heldDeletes: { local: 0, server: 0 },
    lastSyncAtMs: null,
    watch: { mode: 'watching', advice: null },
    restarts: 0,
    settled: true,
    ...over,
  }
}

/** A signed-in device with these folders. */
export function statusOf(...folders: FolderStatus[]): Status {
  return {
    version: '0.1.0',
    profile: '/home/ada/.local/share/tidemark',
    account: {
      serverUrl: 'https://box.example',
      login: 'ada',
      deviceName: 'laptop',
      insecure: false,
    },
    folders,
    settled: folders.every(({ settled }) => settled),
  }
}

/** Counts of a folder with so many open conflicts. */
export function conflicts(count: number): Pick<FolderStatus, 'counts'> {
  return { counts: { items: 3, pending: 0, held: 0, conflicts: count } }
}
