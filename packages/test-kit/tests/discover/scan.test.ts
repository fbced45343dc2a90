import { describe, expect, it } from 'vitest'
import { agreedWorld, DiskWorld } from './_disk-world.js'

describe('scan of a first link', () => {
  it('marks the folder and finds everything, empty folders and files included (E13, E30)', async () => {
    const world = new DiskWorld()
    world.disk.write('a/b/c.txt', 'c')
    world.disk.write('empty', '')
    world.disk.mkdir('folder')
    const report = await world.scan()
    expect(report.result).toBe('complete')
    expect(world.paths()).toEqual(['a', 'a/b', 'a/b/c.txt', 'empty', 'folder'])
    expect(world.store.rootIdentity()?.markerId).toMatch(/^[0-9a-f]{32}$/)
    expect(world.find('empty')?.content).toBeUndefined()
  })

  it('keeps the marker of a former link when the state was lost (E85)', async () => {
    const world = new DiskWorld()
    await world.fs.markRoot('f'.repeat(32))
    expect((await world.scan()).result).toBe('complete')
    expect(world.store.rootIdentity()?.markerId).toBe('f'.repeat(32))
  })

  it('writes nothing when nothing changed', async () => {
    const world = await agreedWorld({ 'a/b': '1', c: '2', 'd/': '' })
    const report = await world.scan()
    expect(report.counts).toMatchObject({ folders: 3, items: 4, created: 0, changed: 0 })
    expect(world.store.dirtyCount()).toBe(0)
  })

  it('never sees our own files, in whatever spelling (SEC-64, E48)', async () => {
    const world = new DiskWorld()
    world.disk.write('.TideMark/x', '')
    world.disk.write('.tidemark-tmp-abc', '')
    world.disk.write('a (conflicted copy, Laptop, 2026-11-22 14.05).txt', '')
    await world.scan()
    expect(world.paths()).toEqual(['a (conflicted copy, Laptop, 2026-11-22 14.05).txt'])
    expect(world.held()).toEqual({})
  })
})

describe('scan of changed files', () => {
  it('forgets the content of an edited file and of no other', async () => {
    const world = await agreedWorld({ a: '1', b: '2' })
    const id = world.id('a')
    world.disk.write('a', 'changed')
    await world.scan()
    expect(world.find('a')).toMatchObject({ nodeId: id, content: undefined })
    expect(world.find('b')?.content).toBeDefined()
    expect(world.dirtyPaths()).toEqual(['a'])
  })

  it('looks again at a file whose change time alone moved (E24)', async () => {
    const world = await agreedWorld({ a: '1' })
    const { mtimeNs } = world.disk.stat('a')
    world.disk.write('a', '2')
    world.disk.setMtime('a', mtimeNs)
    await world.scan()
    expect(world.find('a')?.content).toBeUndefined()
  })

  it('takes an atomic save as a new version of the same node (E22)', async () => {
    const world = await agreedWorld({ 'a.txt': 'old' })
    const id = world.id('a.txt')
    world.disk.write('.a.tmp', 'new')
    world.disk.rename('.a.tmp', 'a.txt')
    await world.scan()
    expect(world.find('a.txt')).toMatchObject({ nodeId: id, content: undefined })
    expect(world.missing()).toEqual([])
  })

  it('takes the temporary file of an atomic save that a scan saw on the way for gone (E22)', async () => {
    const world = await agreedWorld({ 'a.txt': 'old' })
    const id = world.id('a.txt')
    world.disk.write('tmp', 'new')
    await world.scan()
    world.disk.rename('tmp', 'a.txt')
    await world.scan()
    expect(world.id('a.txt')).toBe(id)
    // The server may have heard of it and has to learn that it is gone.
    expect(world.missing()).toEqual(['tmp'])
  })

  it('takes delete and create of one path in two passes as one version (E22)', async () => {
    const world = await agreedWorld({ a: 'old' })
    const id = world.id('a')
    world.disk.remove('a')
    await world.scan()
    expect(world.missing()).toEqual(['a'])
    world.disk.write('a', 'new')
    await world.scan()
    expect(world.find('a')).toMatchObject({ nodeId: id, missingSinceMs: null })
  })

  it.each([
    ['file', 'folder'],
    ['folder', 'file'],
  ])('makes a new node when a %s becomes a %s and finds its children (E01)', async (from) => {
    const world = await agreedWorld(from === 'file' ? { x: 'file' } : { 'x/y': 'child' })
    const id = world.id('x')
    world.disk.remove('x')
    if (from === 'file') world.disk.write('x/child', '1')
    else world.disk.write('x', 'file')
    await world.scan()
    expect(world.id('x')).not.toBe(id)
    expect(world.paths()).toEqual(from === 'file' ? ['x', 'x/child'] : ['x'])
    expect(world.missing()).toEqual(from === 'file' ? ['x'] : ['x', 'x/y'])
  })
})

describe('scan of moves', () => {
  it('keeps the node of a moved file and folder with all below it (PS100)', async () => {
    const world = await agreedWorld({ 'a/f': '1', 'a/sub/g': '2', 'b/': '', loose: '3' })
    const before = [world.id('a'), world.id('a/f'), world.id('a/sub/g'), world.id('loose')]
    world.disk.rename('a', 'b/a2')
    world.disk.rename('loose', 'b/tight')
    await world.scan()
    expect([
      world.id('b/a2'),
      world.id('b/a2/f'),
      world.id('b/a2/sub/g'),
      world.id('b/tight'),
    ]).toEqual(before)
    expect(world.find('b/a2/f')?.content).toBeDefined()
    expect(world.missing()).toEqual([])
    expect(world.dirtyPaths()).toEqual(['b/a2', 'b/tight'])
  })

  it.each([
    ['files', { 'd/a': '1', 'd/b': '22' }],
    ['folders', { 'd/a/x': '1', 'd/b/x': '2' }],
  ])('sees swapped %s as two moves (E03, PS104, PS105)', async (_, files) => {
    const world = await agreedWorld(files)
    const [a, b] = [world.id('d/a'), world.id('d/b')]
    world.disk.rename('d/a', 'd/c')
    world.disk.rename('d/b', 'd/a')
    world.disk.rename('d/c', 'd/b')
    await world.scan()
    expect([world.id('d/b'), world.id('d/a')]).toEqual([a, b])
    expect(world.missing()).toEqual([])
    expect(world.nodes()).toHaveLength(Object.keys(files)[0]?.includes('x') ? 6 : 4)
  })

  it('sees a cycle of three across folders (E03)', async () => {
    const world = await agreedWorld({ 'x/f': '1', 'y/f': '22', 'z/f': '333' })
    const before = [world.id('x/f'), world.id('y/f'), world.id('z/f')]
    world.disk.rename('x/f', 't')
    world.disk.rename('z/f', 'x/f')
    world.disk.rename('y/f', 'z/f')
    world.disk.rename('t', 'y/f')
    await world.scan()
    expect([world.id('y/f'), world.id('z/f'), world.id('x/f')]).toEqual(before)
  })

  it.each(['b', 'sub/b', 'a0'])(
    'takes %s as the old node and a as a new one (E05, PS106)',
    async (to) => {
      const world = await agreedWorld({ a: 'old', 'sub/': '' })
      const id = world.id('a')
      world.disk.rename('a', to)
      world.disk.write('a', 'new')
      await world.scan()
      expect(world.id(to)).toBe(id)
      expect(world.id('a')).not.toBe(id)
      expect(world.missing()).toEqual([])
    },
  )

  it('takes a folder moved away and made anew as old and new node (PS106)', async () => {
    const world = await agreedWorld({ 'a/x': '1' })
    const [folder, file] = [world.id('a'), world.id('a/x')]
    world.disk.rename('a', 'z')
    world.disk.write('a/x', 'new')
    await world.scan()
    expect([world.id('z'), world.id('z/x')]).toEqual([folder, file])
    expect(world.id('a')).not.toBe(folder)
    expect(world.id('a/x')).not.toBe(file)
  })

  it('keeps the node of a folder that was removed and made again', async () => {
    const world = await agreedWorld({ 'build/out': '1' })
    const ids = [world.id('build'), world.id('build/out')]
    world.disk.remove('build')
    world.disk.mkdir('spacer')
    world.disk.write('build/out', '2')
    await world.scan()
    expect([world.id('build'), world.id('build/out')]).toEqual(ids)
    expect(world.missing()).toEqual([])
  })

  it('inverts a hierarchy without losing a node (E07, PS111)', async () => {
    const world = await agreedWorld({ 'A/B/x': '1', 'A/y': '2' })
    const ids = [world.id('A'), world.id('A/B'), world.id('A/B/x'), world.id('A/y')]
    world.disk.rename('A/B', 'B')
    world.disk.rename('A', 'B/A')
    await world.scan()
    expect([world.id('B/A'), world.id('B'), world.id('B/x'), world.id('B/A/y')]).toEqual(ids)
  })

  it('reports only the net effect of a chain of renames (E04, PS107)', async () => {
    const world = await agreedWorld({ a: '1' })
    const id = world.id('a')
    for (const [from, to] of [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'b'],
    ] as const)
      world.disk.rename(from, to)
    await world.scan()
    expect(world.paths()).toEqual(['b'])
    expect(world.id('b')).toBe(id)
  })

  it('lets a file that is moved over another win (PS114)', async () => {
    const world = await agreedWorld({ a: 'loser', b: 'winner' })
    const [a, b] = [world.id('a'), world.id('b')]
    world.disk.rename('b', 'a')
    await world.scan()
    expect(world.id('a')).toBe(b)
    expect(world.store.local.missing(9).map((node) => node.nodeId)).toEqual([a])
  })

  it('keeps folders with a common prefix apart (PS120)', async () => {
    const world = await agreedWorld({ 'dir1/x': '1', 'dir12/x': '2', 'to/': '' })
    const ids = [world.id('dir1/x'), world.id('dir12/x')]
    world.disk.rename('dir1', 'to/dir1')
    world.disk.rename('dir12', 'to/dir12')
    await world.scan()
    expect([world.id('to/dir1/x'), world.id('to/dir12/x')]).toEqual(ids)
  })

  it.each([
    ['case-sensitive', {}],
    ['case-insensitive', { caseInsensitive: true }],
  ])('sees a case-only rename as one rename on a %s disk (E40, PS150)', async (_, options) => {
    const world = await agreedWorld({ 'Foo/Bar': '1' }, options)
    const ids = [world.id('Foo'), world.id('Foo/Bar')]
    world.disk.rename('Foo', 'foo')
    world.disk.rename('foo/Bar', 'foo/BAR')
    await world.scan()
    expect([world.id('foo'), world.id('foo/BAR')]).toEqual(ids)
    expect(world.missing()).toEqual([])
  })

  it('does not take a reused inode for a rename (E28)', async () => {
    const world = await agreedWorld({ gone: 'old content' })
    const { inode } = world.disk.stat('gone')
    const id = world.id('gone')
    world.disk.remove('gone')
    world.disk.write('fresh', 'other')
    expect(world.disk.stat('fresh').inode).toBe(inode)
    await world.scan()
    expect(world.id('fresh')).not.toBe(id)
    expect(world.missing()).toEqual(['gone'])
  })

  it('gives every name of a hard-linked file its own node (E14, PS129)', async () => {
    const world = await agreedWorld({ a: '1' })
    const id = world.id('a')
    world.disk.link('a', 'b')
    await world.scan()
    expect(world.id('a')).toBe(id)
    expect(world.id('b')).not.toBe(id)
    const second = world.id('b')
    world.disk.rename('a', 'c')
    await world.scan()
    expect([world.id('b'), world.id('c')]).toEqual([second, id])
  })
})

describe('scan of hinted folders', () => {
  it('compares only the hinted folder and follows only what is new', async () => {
    const world = await agreedWorld({ 'a/old/x': '1', 'b/y': '2' })
    world.disk.write('a/new/deep/z', '3')
    world.disk.write('a/old/x', 'changed')
    world.disk.write('b/y', 'changed')
    await world.scan('a')
    expect(world.dirtyPaths()).toEqual(['a/new', 'a/new/deep', 'a/new/deep/z'])
  })

  it.each([
    ['the source', 'a'],
    ['the target', 'b'],
  ])('recognises a move when only %s is hinted, then the other', async (_, first) => {
    const world = await agreedWorld({ 'a/x': '1', 'b/': '' })
    const id = world.id('a/x')
    world.disk.rename('a/x', 'b/x')
    await world.scan(first)
    await world.scan('a', 'b')
    expect(world.id('b/x')).toBe(id)
    expect(world.missing()).toEqual([])
  })

  it('starts where the way to a hint parts from the tree (E89)', async () => {
    const world = await agreedWorld({ 'A/sub/x': '1', 'B/sub/x': '2' })
    const ids = [world.id('A/sub/x'), world.id('B/sub/x')]
    world.disk.rename('A', 'C')
    world.disk.rename('B', 'A')
    world.disk.rename('C', 'B')
    await world.scan('A/sub')
    expect([world.id('B/sub/x'), world.id('A/sub/x')]).toEqual(ids)
  })

  it('takes a hint for a vanished or unknown folder to the nearest one above', async () => {
    const world = await agreedWorld({ 'a/b/c/x': '1' })
    world.disk.remove('a/b')
    await world.scan('a/b/c/never-there')
    expect(world.missing()).toEqual(['a/b', 'a/b/c', 'a/b/c/x'])
  })

  it('finds what came with a folder that is back again', async () => {
    const world = await agreedWorld({ 'a/b/x': '1' })
    world.disk.rename('a', '.tidemark/aside')
    await world.scan('')
    expect(world.missing()).toEqual(['a', 'a/b', 'a/b/x'])
    world.disk.rename('.tidemark/aside', 'a')
    await world.scan('')
    expect(world.missing()).toEqual([])
    expect(world.find('a/b/x')?.content).toBeDefined()
  })
})
