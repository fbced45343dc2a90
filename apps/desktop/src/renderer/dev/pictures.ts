import type { FolderStatus, HeldItemStatus, Status } from '../../ipc-contract/index.js'

/** Pictures of a daemon that the page can show. */
const PICTURES = [
  'new',
  'starting',
  'empty',
  'idle',
  'syncing',
  'offline',
  'paused',
  'trouble',
  'conflicts',
  'thousand',
] as const
export type PictureName = (typeof PICTURES)[number]

export function isPictureName(text: string): text is PictureName {
  return PICTURES.some((name) => name === text)
}

const MB = 1_000_000
const still = { doneBytes: 0, totalBytes: 0, bytesPerSecond: 0 }

export const DEVICE = 'Desk'

/** The time that the pictures are drawn at. */
export const NOW_MS = Date.now()

const PATHS = {
  documents: '/home/kim/Documents',
  photos: '/home/kim/Pictures/2026',
} as const

function folder(folderId: keyof typeof PATHS, change: Partial<FolderStatus> = {}): FolderStatus {
  return {
    folderId,
    path: PATHS[folderId],
    // Any id will do for a picture.
    spaceId: '0123456789abcdef0123456789abcdef' as FolderStatus['spaceId'],
    spaceName: folderId === 'documents' ? 'Documents' : 'Photos 2026',
    state: 'idle',
    error: null,
    counts: { items: folderId === 'documents' ? 12_408 : 3_127, pending: 0, held: 0, conflicts: 0 },
    bytes: { up: still, down: still },
    activePaths: [],
    held: [],
    heldDeletes: { local: 0, server: 0 },
    lastSyncAtMs: NOW_MS - 200_000,
    watch: { mode: 'watching', advice: null },
    restarts: 0,
    settled: true,
    ...change,
  }
}

function withFolders(...folders: FolderStatus[]): Status {
  return {
    version: '0.1.0',
    profile: 'default',
    account: {
      serverUrl: 'https://tide.example.org/',
      login: 'kim',
      deviceName: DEVICE,
      insecure: false,
    },
    folders,
    settled: folders.every(({ settled }) => settled),
  }
}

const syncing = folder('photos', {
  state: 'syncing',
  settled: false,
  counts: { items: 3127, pending: 1204, held: 0, conflicts: 0 },
  bytes: {
    up: { doneBytes: 812 * MB, totalBytes: 2140 * MB, bytesPerSecond: 6.4 * MB },
    down: { doneBytes: 96 * MB, totalBytes: 180 * MB, bytesPerSecond: 1.1 * MB },
  },
  activePaths: ['Jeju/IMG_2041.CR3', 'Jeju/IMG_2042.CR3', 'Busan/sea at night.mov'],
})

const held = (path: string, code: string, retryAtMs: number | null = null): HeldItemStatus => ({
  path,
  code,
  detail: code,
  sinceMs: NOW_MS - 3_600_000,
  retryAtMs,
})

const trouble = folder('documents', {
  state: 'attention',
  settled: false,
  counts: { items: 12_408, pending: 6, held: 6, conflicts: 0 },
  heldDeletes: { local: 0, server: 1840 },
  held: [
    held('Accounts/2026.ods', 'file_busy', NOW_MS + 90_000),
    held('Thesis/chapter 4.tex', 'file_damaged'),
    held('Notes/what: next?.md', 'name_held'),
    held('Backup/old-disk', 'mount_held'),
    held('Contracts/signed by all of us.pdf', 'file_unreadable', NOW_MS + 600_000),
  ],
  watch: {
    mode: 'scanning',
    advice:
      'The system allows too few watched folders. Raise the limit: sudo sysctl fs.inotify.max_user_watches=524288',
  },
})

function inConflict(conflicts: number): FolderStatus {
  return folder('documents', { counts: { items: 12_408, pending: 0, held: 0, conflicts } })
}

/** Each picture as the daemon would tell it; null = it does not answer. */
export const STATUSES: Readonly<Record<PictureName, Status | null>> = {
  new: { ...withFolders(), account: null },
  starting: null,
  empty: withFolders(),
  idle: withFolders(folder('documents'), folder('photos')),
  syncing: withFolders(folder('documents'), syncing),
  offline: withFolders(
    folder('documents', {
      state: 'offline',
      counts: { items: 12_408, pending: 14, held: 0, conflicts: 0 },
      error: { code: 'server_unreachable', message: 'The server cannot be reached.' },
      settled: false,
    }),
    folder('photos', { state: 'offline', settled: false }),
  ),
  paused: withFolders(
    folder('documents', { state: 'paused' }),
    folder('photos', { state: 'paused' }),
  ),
  trouble: withFolders(
    trouble,
    folder('photos', {
      state: 'stopped',
      settled: false,
      error: { code: 'folder_replaced', message: 'This is not the folder that was linked.' },
    }),
  ),
  conflicts: withFolders(inConflict(4), folder('photos')),
  thousand: withFolders(inConflict(1000), folder('photos')),
}
