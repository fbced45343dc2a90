import type { FolderStatus, TidemarkBridge } from '../../ipc-contract/index.js'
import { devices, record, upkeep } from './fake-lists.js'
import { tree } from './fake-tree.js'
import { answer, type FakeWorld } from './fake-world.js'
import { conflictList, linkPreview, trashItems, withWriter } from './lists.js'
import { NOW_MS, type PictureName, STATUSES } from './pictures.js'

type Daemon = TidemarkBridge['daemon']

const FOLDER = { folderId: 'documents', folderPath: '/home/kim/Documents' } as const

/** The calls of a daemon, answered from memory. */
export function fakeDaemon(world: FakeWorld, picture: PictureName): Daemon {
  return {
    ...account(world),
    ...folders(world),
    ...decisions(world, picture),
    ...held(world),
    ...history(),
    ...record(),
    ...upkeep(),
    ...devices(),
    ...tree(),
  }
}

function account(world: FakeWorld) {
  const signIn = async () => {
    world.status = STATUSES.empty
    const { account: signedIn } = STATUSES.idle ?? {}
    if (signedIn === undefined || signedIn === null) throw new Error('the picture has no account')
    tellStatus(world)
    return answer(signedIn)
  }
  return {
    status: async () =>
      world.status === null
        ? ({ ok: false, error: { code: 'daemon_unreachable', message: 'no daemon' } } as const)
        : answer(world.status),
    login: signIn,
    setup: signIn,
    pair: signIn,
    logout: () => {
      world.status = STATUSES.new
      tellStatus(world)
      return answer({})
    },
    listSpaces: () =>
      answer({
        spaces: [
          // Any id will do for a picture.
          { spaceId: 'a'.repeat(32) as FolderStatus['spaceId'], name: 'Family', role: 'owner' },
        ],
      }),
  } satisfies Partial<Daemon>
}

function folders(world: FakeWorld) {
  const setState = (state: FolderStatus['state']) => (params: { folder?: string }) => {
    change(world, (one) =>
      params.folder === undefined || params.folder === one.folderId ? { ...one, state } : one,
    )
    return answer({})
  }
  return {
    previewLink: ({ path }) => answer({ ...linkPreview(), path }),
    linkFolder: async () => {
      const linked = STATUSES.syncing?.folders.at(-1)
      if (linked === undefined || world.status === null)
        throw new Error('the picture has no folder')
      world.status = { ...world.status, folders: [...world.status.folders, linked], settled: false }
      tellStatus(world)
      return answer(linked)
    },
    unlinkFolder: ({ folder }) => {
      if (world.status !== null) {
        const left = world.status.folders.filter(({ folderId }) => folderId !== folder)
        world.status = { ...world.status, folders: left }
        tellStatus(world)
      }
      return answer({ path: FOLDER.folderPath })
    },
    pause: setState('paused'),
    resume: setState('idle'),
    sync: () => answer({ settled: true, error: null }),
  } satisfies Partial<Daemon>
}

function decisions(world: FakeWorld, picture: PictureName) {
  const all = conflictList(picture === 'thousand' ? 1000 : picture === 'conflicts' ? 4 : 0)
  let open = all
  const settle = (ids: readonly string[]) => {
    open = open.filter(({ conflictId }) => !ids.includes(conflictId))
    change(world, (one) =>
      one.folderId === FOLDER.folderId
        ? { ...one, counts: { ...one.counts, conflicts: open.length } }
        : one,
    )
    return answer({})
  }
  return {
    conflicts: () => answer({ conflicts: open }),
    conflictDetails: ({ conflictId }) => {
      const conflict = open.find((one) => one.conflictId === conflictId)
      if (conflict === undefined) throw new Error('no such conflict in the picture')
      return answer({ conflict: withWriter(conflict), base: null })
    },
    resolveMany: async ({ conflicts }) => {
      const resolved = conflicts.map(({ conflictId }) => conflictId)
      await settle(resolved)
      return answer({ resolved, failed: [] })
    },
    undoResolve: ({ conflictId }) => {
      const again = all.find((one) => one.conflictId === conflictId)
      if (again !== undefined) open = [again, ...open]
      return settle([])
    },
  } satisfies Partial<Daemon>
}

function held(world: FakeWorld) {
  const heldDone = () => {
    change(world, (one) => ({ ...one, heldDeletes: { local: 0, server: 0 } }))
    return answer({ fileCount: 1840 })
  }
  return {
    heldDeletes: () =>
      answer({
        holds: [
          {
            ...FOLDER,
            holdId: null,
            deviceName: 'Laptop',
            atMs: NOW_MS - 7_200_000,
            fileCount: 1840,
            spaceFileCount: 12_408,
            examplePaths: ['Thesis/chapter 1.tex', 'Thesis/chapter 2.tex', 'Thesis/figures/a.svg'],
          },
        ],
      }),
    approveDeletes: heldDone,
    rejectDeletes: heldDone,
    why: ({ path }) =>
      answer({
        ...FOLDER,
        path,
        facts: [
          { label: 'on this disk', value: '14.2 kB, changed 3 minutes ago' },
          { label: 'last tried', value: 'a minute ago: in use by another program' },
        ],
        verdict: 'Another program has the file open. It is tried again in 90 seconds.',
      }),
    repair: ({ path }) => answer({ path, isDamaged: true }),
  } satisfies Partial<Daemon>
}

function history() {
  return {
    history: ({ path }) =>
      answer({
        ...FOLDER,
        path,
        // Any id will do for a picture.
        nodeId: '0'.repeat(32) as never,
        versions: [0, 1, 2, 3, 4].map((index) => ({
          // Any id will do for a picture.
          revisionId: String(index).repeat(32) as never,
          atMs: NOW_MS - index * 40_000_000,
          deviceName: index % 2 === 0 ? 'Desk' : 'Laptop',
          sizeBytes: 48_000 - index * 1300,
          current: index === 0,
        })),
      }),
    restore: ({ path }) => answer({ ...FOLDER, path }),
    trash: () => answer({ items: trashItems(240), more: true }),
    restoreTrash: () => answer({ ...FOLDER, path: 'Recipes/bread.txt' }),
    ignoreRules: () =>
      answer({
        folders: [
          {
            ...FOLDER,
            rules: [
              { pattern: '.DS_Store', line: null, reason: 'made by the system' },
              { pattern: '*.tmp', line: null, reason: 'written while a program saves' },
              { pattern: 'node_modules/', line: 1, reason: '' },
              { pattern: '!important.tmp', line: 2, reason: '' },
            ],
            text: 'node_modules/\n!important.tmp\n',
          },
        ],
      }),
    doctor: () =>
      answer({
        checks: [
          { name: 'server', outcome: 'ok', detail: 'answers in 12 ms', advice: null },
          { name: 'sign-in', outcome: 'ok', detail: 'kim on Desk', advice: null },
          {
            name: 'Documents',
            outcome: 'warning',
            detail: 'changes are found by scanning, not at once',
            advice: 'sudo sysctl fs.inotify.max_user_watches=524288',
          },
        ],
      }),
  } satisfies Partial<Daemon>
}

function change(world: FakeWorld, edit: (folder: FolderStatus) => FolderStatus): void {
  if (world.status === null) return
  world.status = { ...world.status, folders: world.status.folders.map(edit) }
  tellStatus(world)
}

function tellStatus(world: FakeWorld): void {
  if (world.status !== null) world.tell('daemon:status', world.status)
}
