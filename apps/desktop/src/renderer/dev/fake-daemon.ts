import type { FolderStatus, TidemarkBridge } from '../../ipc-contract/index.js'
import { answer, type FakeWorld } from './fake-world.js'
import { conflictList, trashItems } from './lists.js'
import { NOW_MS, type PictureName, STATUSES } from './pictures.js'

type Daemon = TidemarkBridge['daemon']

const FOLDER = { folderId: 'documents', folderPath: '/home/kim/Documents' } as const

/** The calls of a daemon, answered from memory. */
export function fakeDaemon(world: FakeWorld, picture: PictureName): Daemon {
  return {
    ...account(world),
    ...folders(world),
    ...decisions(world, picture),
    ...history(),
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
  let open = conflictList(picture === 'thousand' ? 1000 : picture === 'conflicts' ? 4 : 0)
  const heldDone = () => {
    change(world, (one) => ({ ...one, heldDeletes: { local: 0, server: 0 } }))
    return answer({ fileCount: 1840 })
  }
  return {
    conflicts: () => answer({ conflicts: open }),
    resolve: ({ conflictId }) => {
      open = open.filter((conflict) => conflict.conflictId !== conflictId)
      change(world, (one) =>
        one.folderId === FOLDER.folderId
          ? { ...one, counts: { ...one.counts, conflicts: open.length } }
          : one,
      )
      return answer({})
    },
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
        nodeId: 'c'.repeat(32) as never,
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
            text: 'node_modules/\n!important.tmp\n',
            rules: [
              { pattern: '.DS_Store', line: null, reason: 'made by the system' },
              { pattern: '*.tmp', line: null, reason: 'written while a program saves' },
              { pattern: 'node_modules/', line: 1, reason: '' },
              { pattern: '!important.tmp', line: 2, reason: '' },
            ],
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
