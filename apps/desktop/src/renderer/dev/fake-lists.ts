import type { ActivityEntry, SyncSettings, TidemarkBridge } from '../../ipc-contract/index.js'
import { answer } from './fake-world.js'
import { idOf, nameAt } from './lists.js'
import { NOW_MS } from './pictures.js'

type Daemon = TidemarkBridge['daemon']

const ACTIVITY_COUNT = 100_000
const KINDS = [
  'uploaded',
  'downloaded',
  'renamed',
  'uploaded',
  'deleted_there',
  'conflict',
] as const

/** A hundred thousand things that happened. */
export function record() {
  return {
    listActivity: ({ before = ACTIVITY_COUNT + 1, limit, search = '' }) => {
      const entries: ActivityEntry[] = []
      for (let id = before - 1; id > 0 && entries.length < limit; id--) {
        const path = nameAt(id)
        if (!path.toLowerCase().includes(search.toLowerCase())) continue
        const kind = KINDS[id % KINDS.length] ?? 'uploaded'
        const atMs = NOW_MS - (ACTIVITY_COUNT - id) * 240_000
        entries.push({ id, folderId: 'documents', atMs, kind, path })
      }
      return answer({ entries, more: (entries.at(-1)?.id ?? 1) > 1 })
    },
  } satisfies Partial<Daemon>
}

/** Settings that are kept while the page is open. */
export function upkeep() {
  let settings: SyncSettings = {
    bandwidth: { upBytesPerSecond: 2_500_000, downBytesPerSecond: null },
    pauseRules: {
      onBattery: true,
      onMetered: false,
      hours: [{ days: [1, 2, 3, 4, 5], fromMinute: 540, toMinute: 1020 }],
    },
    localTrash: { keepDays: 30, maxBytes: null },
  }
  return {
    getSettings: () => answer({ settings, pausedBy: null }),
    changeSettings: ({ bandwidth, localTrash, pauseRules }) => {
      settings = {
        bandwidth: { ...settings.bandwidth, ...bandwidth },
        pauseRules: { ...settings.pauseRules, ...pauseRules },
        localTrash: { ...settings.localTrash, ...localTrash },
      }
      return answer({ settings, pausedBy: null })
    },
    testIgnore: ({ paths }) =>
      answer({
        results: paths.map((path) => ({
          path,
          rule: path.includes('node_modules')
            ? { pattern: 'node_modules/', line: 1, reason: '' }
            : null,
        })),
      }),
    writeIgnoreRules: () => answer({}),
  } satisfies Partial<Daemon>
}

const device = (index: number, name: string, platform: string) => ({
  deviceId: idOf<never>(index),
  name,
  platform,
  createdAtMs: NOW_MS - 90 * 86_400_000,
  lastSeenAtMs: NOW_MS - index * 400_000,
  revokedAtMs: null,
  current: index === 0,
})

const undone = {
  folderId: 'documents',
  folderPath: '/home/kim/Documents',
  throughSeq: 991,
  isWhole: true,
  counts: { back: 1840, content: 12, place: 3, trash: 0 },
  examples: [{ action: 'back', path: 'Thesis/chapter 1.tex' }] as const,
  kept: {
    count: 1,
    examples: [{ obstacle: 'others_changed', path: 'Budget 2027.ods' }] as const,
  },
}
const folders = [
  {
    ...undone,
    examples: [...undone.examples],
    kept: { count: 1, examples: [...undone.kept.examples] },
  },
]

/** Two devices, a code, and an undo. */
export function devices() {
  return {
    listDevices: () =>
      answer({ devices: [device(0, 'Desk', 'linux'), device(1, 'Laptop', 'macos')] }),
    revokeDevice: () => answer({}),
    makePairingCode: () =>
      answer({
        pairingId: idOf<never>(7),
        code: 'K7P3QX',
        expiresAtMs: NOW_MS + 600_000,
        serverUrl: 'https://tide.example.org/',
      }),
    pairing: () => answer({ state: 'open' as const, expiresAtMs: NOW_MS + 600_000, device: null }),
    previewUndo: ({ sinceMs }) =>
      answer({
        undoId: idOf<never>(9),
        deviceId: idOf<never>(1),
        deviceName: 'Laptop',
        sinceMs,
        folders,
      }),
    undoDevice: () => answer({ folders }),
  } satisfies Partial<Daemon>
}
