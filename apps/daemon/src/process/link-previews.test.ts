import { tmpdir } from 'node:os'
import { AppError, parseId, type SpaceId } from '@tidemark/protocol'
import type { AttachPreview } from '@tidemark/sync-engine'
import { expect, test } from 'vitest'
import { LinkPreviews, type LookAtFolder } from './link-previews.js'
import type { PreviewSetup } from './worker-messages.js'

const SPACE = { spaceId: parseId<SpaceId>('ab'.repeat(16)), name: 'Notes' }
const FOUND: AttachPreview = {
  toUpload: { files: 2, bytes: 500 },
  toDownload: { files: 1, bytes: 300 },
  conflicts: { files: 1, examplePaths: ['a'] },
  same: { files: 7 },
  ignored: { items: 0 },
  held: { items: 0, examplePaths: [] },
}
const never = new AbortController().signal

interface World {
  readonly found?: AttachPreview
  readonly quota?: { quotaBytes: number | null; usedBytes: number }
  readonly planLink?: () => Promise<{ path: string; space: typeof SPACE | undefined }>
  readonly look?: LookAtFolder
}

function previewsIn(world: World): { previews: LinkPreviews; setups: PreviewSetup[] } {
  const setups: PreviewSetup[] = []
  const client = { call: async () => world.quota ?? { quotaBytes: null, usedBytes: 0 } }
  const signIn = { serverUrl: 'https://tide.example/', serverId: 's' }
  const previews = new LinkPreviews({
    // Only what a preview asks for.
    accounts: {
      getSignIn: () => signIn,
      getToken: async () => 'token',
      client: async () => client,
    } as never,
    folders: {
      planLink: world.planLink ?? (async () => ({ path: tmpdir(), space: SPACE })),
    } as never,
    look: async (setup, signal) => {
      setups.push(setup)
      return (await world.look?.(setup, signal)) ?? world.found ?? FOUND
    },
  })
  return { previews, setups }
}

test('a preview tells what was found, with which space, and that nothing is deleted', async () => {
  const { previews, setups } = previewsIn({})
  const told = await previews.preview({ path: '/a' }, never)
  expect(told).toEqual({ ...FOUND, path: tmpdir(), isNewSpace: false, deletes: 0, problem: null })
  expect(setups).toMatchObject([{ path: tmpdir(), spaceId: SPACE.spaceId }])
})

test('a folder that cannot be synced is an answer, not a failure, and is not looked at', async () => {
  const { previews, setups } = previewsIn({
    planLink: async () => {
      throw new AppError('folder_unsuitable', { problem: 'it is linked already' })
    },
  })
  const told = await previews.preview({ path: '/a' }, never)
  expect(told).toMatchObject({ path: '/a', problem: { code: 'folder_unsuitable' } })
  expect(setups).toEqual([])
})

test('no room, here or on the server, is told before anything is linked', async () => {
  const huge = { ...FOUND, toDownload: { files: 1, bytes: 2 ** 60 } }
  const here = await previewsIn({ found: huge }).previews.preview({ path: '/a' }, never)
  expect(here.problem).toMatchObject({ code: 'disk_full', details: { neededBytes: 2 ** 60 } })
  const quota = { quotaBytes: 1000, usedBytes: 501 }
  const there = await previewsIn({ quota }).previews.preview({ path: '/a' }, never)
  expect(there.problem).toMatchObject({ code: 'quota_exceeded', details: { freeBytes: 499 } })
  const enough = { quotaBytes: 1000, usedBytes: 500 }
  expect((await previewsIn({ quota: enough }).previews.preview({ path: '/' }, never)).problem).toBe(
    null,
  )
})

test('a newer preview, a link and the end of the daemon each end the one that runs', async () => {
  const look: LookAtFolder = ({ path }, signal) =>
    new Promise((resolve, reject) => {
      if (path === 'quick') resolve(FOUND)
      if (signal.aborted) reject(new AppError('cancelled'))
      signal.addEventListener('abort', () => reject(new AppError('cancelled')), { once: true })
    })
  let path = 'slow'
  const { previews } = previewsIn({ look, planLink: async () => ({ path, space: SPACE }) })
  const ended = { code: 'cancelled' }
  const first = expect(previews.preview({ path: '/a' }, never)).rejects.toMatchObject(ended)
  await Promise.resolve()
  path = 'quick'
  expect(await previews.preview({ path: '/b' }, never)).toMatchObject({ path: 'quick' })
  await first
  path = 'slow'
  const second = expect(previews.preview({ path: '/a' }, never)).rejects.toMatchObject(ended)
  previews.cancel()
  await second
  const stopping = new AbortController()
  const third = previews.preview({ path: '/a' }, stopping.signal)
  stopping.abort()
  await expect(third).rejects.toMatchObject(ended)
})
