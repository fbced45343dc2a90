import { randomBytes } from 'node:crypto'
import { linkSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseRelPath } from '@tidemark/protocol'
import { type LocalNode, scan } from '@tidemark/sync-engine'
import { describe, expect, it } from 'vitest'
import { NodeFileSystem } from '../../src/adapters/fs/node-file-system.js'
import { openStateStore } from '../../src/adapters/state-sqlite/open-state-store.js'
import { diskUser } from './_disk-user.js'
import { makeTempFolder } from './_temp-folder.js'

/** A real folder, a real store and the scans between them. */
function openWorld() {
  const folder = makeTempFolder()
  const root = join(folder.path, 'root')
  const user = diskUser(root)
  user.mkdir('')
  const { store } = openStateStore(join(folder.path, 'state.db'), { nowMs: 0 })
  const fs = new NodeFileSystem({ rootPath: root, nowMs: () => 0 })
  const clock = { nowMs: () => 1000, sleep: () => Promise.resolve() }
  const rng = { bytes: (count: number) => randomBytes(count) }
  const { signal } = new AbortController()
  const nodes = (): LocalNode[] => {
    const top = store.local.root()
    const all = top === undefined ? [] : [top]
    for (const node of all) all.push(...store.local.children(node.nodeId))
    return all.filter((node) => node.missingSinceMs === null)
  }
  return {
    root,
    user,
    store,
    fs,
    scan: (...hints: string[]) =>
      scan(store, fs, clock, rng, {
        scope: hints.length === 0 ? 'everything' : new Set(hints.map(parseRelPath)),
        signal,
      }),
    paths: () =>
      nodes()
        .map(({ nodeId }) => store.localPath(nodeId))
        .filter(Boolean)
        .sort(),
    id(path: string) {
      const node = nodes().find(({ nodeId }) => store.localPath(nodeId) === path)
      if (node === undefined) throw new Error(`no node at ${path}`)
      return node.nodeId
    },
    [Symbol.dispose]() {
      store[Symbol.dispose]()
      folder[Symbol.dispose]()
    },
  }
}

describe('scan of a real disk', () => {
  it('finds a tree once and then nothing more', async () => {
    using world = openWorld()
    world.user.write('a/b/c', '1')
    world.user.mkdir('empty')
    world.user.symlink('link', 'a')
    world.user.pipe('pipe')
    expect((await world.scan()).result).toBe('complete')
    expect(world.paths()).toEqual(['a', 'a/b', 'a/b/c', 'empty'])
    expect(world.store.held(9).map(({ path, code }) => [path, code])).toEqual([
      ['link', 'link_held'],
      ['pipe', 'special_held'],
    ])
    const { counts } = await world.scan()
    expect(counts).toMatchObject({ created: 0, changed: 0, moved: 0, vanished: 0 })
  })

  it('follows swaps, moves, new files at old places and hard links (PS104, PS106, E14)', async () => {
    using world = openWorld()
    for (const path of ['x/1', 'y/2', 'move', 'linked']) world.user.write(path, path)
    await world.scan()
    const before = Object.fromEntries(
      ['x', 'y', 'x/1', 'y/2', 'move', 'linked'].map((path) => [path, world.id(path)]),
    )
    world.user.rename('x', 't')
    world.user.rename('y', 'x')
    world.user.rename('t', 'y')
    world.user.rename('move', 'x/moved')
    world.user.write('move', 'another')
    linkSync(join(world.root, 'linked'), join(world.root, 'second'))
    await world.scan()
    expect(world.id('y')).toBe(before.x)
    expect(world.id('x')).toBe(before.y)
    expect(world.id('y/1')).toBe(before['x/1'])
    expect(world.id('x/2')).toBe(before['y/2'])
    expect(world.id('x/moved')).toBe(before.move)
    expect(world.id('linked')).toBe(before.linked)
    expect(Object.values(before)).not.toContain(world.id('move'))
    expect(Object.values(before)).not.toContain(world.id('second'))
    expect(world.store.local.missing(9)).toEqual([])
  })

  it('does not take a reused inode for a rename (E28)', async () => {
    using world = openWorld()
    world.user.write('gone', 'some content')
    await world.scan()
    const id = world.id('gone')
    rmSync(join(world.root, 'gone'))
    world.user.write('fresh', 'other')
    await world.scan()
    expect(world.id('fresh')).not.toBe(id)
    expect(world.store.local.missing(9).map(({ nodeId }) => nodeId)).toEqual([id])
  })

  it('takes an atomic save of a hinted folder as one new version (E22, PS195)', async () => {
    using world = openWorld()
    world.user.write('d/report', 'old')
    await world.scan()
    const id = world.id('d/report')
    writeFileSync(join(world.root, 'd/.report.new'), 'new')
    renameSync(join(world.root, 'd/.report.new'), join(world.root, 'd/report'))
    const { counts } = await world.scan('d')
    expect(counts).toMatchObject({ folders: 1, changed: 1, created: 0 })
    expect(world.id('d/report')).toBe(id)
  })

  it('sees no change in what the engine itself has placed and recorded (P10)', async () => {
    using world = openWorld()
    world.user.write('f', 'old')
    await world.scan()
    const path = parseRelPath('f')
    const row = world.store.local.find(world.id('f'))
    const staged = await world.fs.stage(path, 'k')
    if (staged === 'parent_missing' || row === undefined) throw new Error('no file')
    await staged.write(Buffer.from('new'), 0)
    const request = {
      staged,
      path,
      expected: row.stat,
      sizeBytes: 3,
      mtimeNs: 1n,
      executable: true,
    }
    const [outcome] = await world.fs.place([request])
    if (outcome?.result !== 'placed') throw new Error(outcome?.result)
    world.store.transaction((tx) => tx.putLocal({ ...row, stat: outcome.stat }))
    await staged[Symbol.asyncDispose]()
    expect((await world.scan()).counts).toMatchObject({ changed: 0, created: 0, moved: 0 })
  })

  it('changes nothing while the folder is away or emptied (P7, E80)', async () => {
    using world = openWorld()
    world.user.write('a/b', '1')
    await world.scan()
    renameSync(world.root, `${world.root}-away`)
    expect((await world.scan()).result).toBe('root_missing')
    world.user.mkdir('')
    expect((await world.scan()).result).toBe('root_unmarked')
    rmSync(world.root, { recursive: true })
    renameSync(`${world.root}-away`, world.root)
    expect((await world.scan()).result).toBe('complete')
    expect(world.store.local.missing(9)).toEqual([])
  })
})
