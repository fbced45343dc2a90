import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { ChokidarWatcher } from '../../src/adapters/watcher/chokidar-watcher.js'
import type { Hint, WatchState } from '../../src/adapters/watcher/watcher.js'
import { makeTempFolder } from './_temp-folder.js'

async function startWatching(prepare: (root: string) => void = () => undefined) {
  const folder = makeTempFolder()
  const root = join(folder.path, 'root')
  mkdirSync(root)
  prepare(root)
  const hints: Hint[] = []
  const states: WatchState[] = []
  const session = new ChokidarWatcher().watch(
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

describe('ChokidarWatcher', () => {
  it('hints at the folder of a new, a changed and a removed file', async () => {
    await using world = await startWatching((root) =>
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
    await using world = await startWatching((root) => {
      mkdirSync(join(root, 'from/dir'), { recursive: true })
      mkdirSync(join(root, 'to'))
    })
    renameSync(join(world.root, 'from/dir'), join(world.root, 'to/dir'))
    await world.hinted('from' as Hint)
    await world.hinted('to' as Hint)
  })

  it('says nothing about our own files (SEC-64)', async () => {
    await using world = await startWatching((root) => mkdirSync(join(root, 'd')))
    mkdirSync(join(world.root, '.tidemark'))
    writeFileSync(join(world.root, '.tidemark/marker.json'), '{}')
    writeFileSync(join(world.root, 'd/.tidemark-tmp-1'), 'x')
    writeFileSync(join(world.root, 'last'), '')
    await world.hinted('' as Hint)
    expect(world.hints).not.toContain('d')
    expect(world.hints).not.toContain('.tidemark')
  })

  it('says nothing after its end', async () => {
    await using world = await startWatching()
    const later: Hint[] = []
    await using second = new ChokidarWatcher().watch(
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
    await using world = await startWatching((root) => writeFileSync(join(root, 'f'), ''))
    renameSync(world.root, `${world.root}-away`)
    await vi.waitFor(() => expect(world.hints.length).toBeGreaterThan(0), { timeout: 10_000 })
    renameSync(`${world.root}-away`, world.root)
    writeFileSync(join(world.root, 'g'), '')
    await world.hinted('' as Hint)
  })
})
