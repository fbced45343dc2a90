import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { ChokidarWatcher } from '../../src/adapters/watcher/chokidar-watcher.js'
import { FolderWatcher } from '../../src/adapters/watcher/folder-watcher.js'
import type { Hint, Watcher, WatchState } from '../../src/adapters/watcher/watcher.js'
import { makeTempFolder } from './_temp-folder.js'

async function startWatching(watcher: Watcher, prepare: (root: string) => void = () => undefined) {
  const folder = makeTempFolder()
  const root = join(folder.path, 'root')
  mkdirSync(root)
  prepare(root)
  const hints: Hint[] = []
  const states: WatchState[] = []
  const session = watcher.watch(
    root,
    (hint) => hints.push(hint),
    (state) => states.push(state),
  )
  await vi.waitFor(() => expect(states).toEqual([{ state: 'watching' }]), { timeout: 10_000 })
  await vi.waitFor(() => expect(hints).toEqual(['everything']), { timeout: 10_000 })
  hints.length = 0
  return {
    root,
    hints,
    session,
    /** Waits until a hint leads to the folder. */
    hinted: (hint: Hint) =>
      vi.waitFor(() => expect(hints.some((h) => h === hint || h === 'everything')).toBe(true), {
        timeout: 10_000,
      }),
    async [Symbol.asyncDispose]() {
      await session[Symbol.asyncDispose]()
      folder[Symbol.dispose]()
    },
  }
}

describe.each([
  ['ChokidarWatcher', new ChokidarWatcher()],
  ['FolderWatcher', new FolderWatcher()],
])('%s', (_name, watcher) => {
  it('hints at the folder of a new, a changed and a removed file', async () => {
    await using world = await startWatching(watcher, (root) =>
      mkdirSync(join(root, 'a/b'), { recursive: true }),
    )
    const file = join(world.root, 'a/b/f')
    for (const act of [
      () => writeFileSync(file, 'one'),
      () => writeFileSync(file, 'two'),
      () => rmSync(file),
    ]) {
      world.hints.length = 0
      act()
      await world.hinted('a/b' as Hint)
    }
  })

  it('hints at both folders of a move', async () => {
    await using world = await startWatching(watcher, (root) => {
      mkdirSync(join(root, 'from/dir'), { recursive: true })
      mkdirSync(join(root, 'to'))
    })
    renameSync(join(world.root, 'from/dir'), join(world.root, 'to/dir'))
    await world.hinted('from' as Hint)
    await world.hinted('to' as Hint)
  })

  it('follows new folders, what was in them before and what comes later (PS191)', async () => {
    await using world = await startWatching(watcher, (root) => mkdirSync(join(root, 'd')))
    mkdirSync(join(world.root, 'outside/deep/deeper'), { recursive: true })
    renameSync(join(world.root, 'outside'), join(world.root, 'd/inside'))
    await world.hinted('d' as Hint)
    await vi.waitFor(async () => {
      world.hints.length = 0
      writeFileSync(join(world.root, 'd/inside/deep/deeper/f'), String(performance.now()))
      await vi.waitFor(() => expect(world.hints).toContain('d/inside/deep/deeper'), 500)
    }, 10_000)
  })

  it('says nothing about our own files (SEC-64)', async () => {
    await using world = await startWatching(watcher, (root) => mkdirSync(join(root, 'd')))
    mkdirSync(join(world.root, '.tidemark'))
    writeFileSync(join(world.root, '.tidemark/marker.json'), '{}')
    writeFileSync(join(world.root, 'd/.tidemark-tmp-1'), 'x')
    writeFileSync(join(world.root, 'last'), '')
    await world.hinted('' as Hint)
    expect(world.hints).not.toContain('d')
    expect(world.hints).not.toContain('.tidemark')
  })

  it('says nothing after its end', async () => {
    await using world = await startWatching(watcher)
    const later: Hint[] = []
    await using second = watcher.watch(
      world.root,
      (hint) => later.push(hint),
      () => undefined,
    )
    await vi.waitFor(() => expect(later).toEqual(['everything']), { timeout: 10_000 })
    expect(second).toBeDefined()
    await world.session[Symbol.asyncDispose]()
    world.hints.length = 0
    writeFileSync(join(world.root, 'after'), '')
    await vi.waitFor(() => expect(later).toContain(''), { timeout: 10_000 })
    expect(world.hints).toEqual([])
  })

  it('hints at everything when the root goes and comes back (E80, E81)', async () => {
    await using world = await startWatching(watcher, (root) => writeFileSync(join(root, 'f'), ''))
    renameSync(world.root, `${world.root}-away`)
    await vi.waitFor(() => expect(world.hints.length).toBeGreaterThan(0), { timeout: 10_000 })
    renameSync(`${world.root}-away`, world.root)
    writeFileSync(join(world.root, 'g'), '')
    await world.hinted('' as Hint)
  })
})
