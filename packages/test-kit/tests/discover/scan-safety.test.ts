import { AppError, parseRelPath, ROOT_PATH } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import { agreedWorld, DiskWorld } from './_disk-world.js'

describe('scan of a root that is not proven', () => {
  it.each([
    ['missing', 'root_missing', (world: DiskWorld) => world.disk.detach()],
    ['an empty folder', 'root_unmarked', (world: DiskWorld) => world.disk.replaceRoot()],
    ['unmarked', 'root_unmarked', (world: DiskWorld) => world.disk.remove('.tidemark')],
    [
      'a folder with another marker',
      'root_replaced',
      (world: DiskWorld) => world.disk.write('.tidemark/marker', 'e'.repeat(32)),
    ],
  ])('changes nothing while the root is %s (P7, I13, E80, E82)', async (_, result, act) => {
    const world = await agreedWorld({ 'a/x': '1', b: '2' })
    act(world)
    expect((await world.scan()).result).toBe(result)
    expect(world.missing()).toEqual([])
    expect(world.store.dirtyCount()).toBe(0)
  })

  it('does not take a copy with the same marker on another inode for the folder (E83)', async () => {
    const world = await agreedWorld({ a: '1' })
    const marker = world.disk.read('.tidemark/marker')
    world.disk.replaceRoot()
    world.disk.write('.tidemark/marker', marker)
    expect((await world.scan()).result).toBe('root_replaced')
    expect(world.missing()).toEqual([])
  })

  it.each(['list', 'stat'])('discards absences when the disk goes during %s (P7)', async (step) => {
    const world = await agreedWorld({ 'a/x': '1', 'b/y': '2', c: '3' })
    world.disk.remove('c')
    world.fs.beforeCall = (call) => {
      if (call.step === step && call.path !== '') world.disk.replaceRoot()
    }
    expect((await world.scan()).result).toBe('root_unmarked')
    expect(world.missing()).toEqual([])
    world.fs.beforeCall = () => undefined
    world.disk.attach()
    await world.scan()
    expect(world.missing()).toEqual(['c'])
  })

  it.each(['list', 'stat'])('reports a folder that is gone at %s as missing', async (step) => {
    const world = await agreedWorld({ 'a/x': '1' })
    world.disk.remove('a')
    world.fs.beforeCall = (call) => {
      if (call.step !== step) return
      world.disk.detach()
      throw new AppError('folder_missing')
    }
    expect((await world.scan()).result).toBe('root_missing')
    expect(world.missing()).toEqual([])
  })

  it('writes no item of a foreign disk into the tree (P7)', async () => {
    const world = await agreedWorld({ 'a/x': '1' })
    world.fs.beforeCall = (call) => {
      if (call.step !== 'list' || call.path !== '') return
      world.disk.replaceRoot()
      world.disk.write('foreign', 'data')
    }
    await world.scan()
    expect(world.paths()).toEqual(['a', 'a/x'])
  })

  it('goes on as before when the disk is back', async () => {
    const world = await agreedWorld({ a: '1' })
    world.disk.detach()
    await world.scan()
    world.disk.attach()
    expect((await world.scan()).result).toBe('complete')
    expect(world.store.dirtyCount()).toBe(0)
  })
})

describe('scan of what cannot be read', () => {
  it('keeps the rows of a folder that cannot be listed and holds it (E34, PS177)', async () => {
    const world = await agreedWorld({ 'locked/x': '1', other: '2' })
    world.disk.setReadable('locked', false)
    await world.scan()
    expect(world.held()).toEqual({ locked: 'file_unreadable' })
    expect(world.missing()).toEqual([])
    world.disk.setReadable('locked', true)
    await world.scan()
    expect(world.held()).toEqual({})
    expect(world.store.dirtyCount()).toBe(0)
  })

  it('keeps and holds an entry that cannot be examined, with all below it (E34)', async () => {
    const world = await agreedWorld({ 'cloud/x': '1', y: '2' })
    world.disk.setExaminable('cloud', false)
    world.disk.setExaminable('y', false)
    await world.scan()
    expect(world.held()).toEqual({ cloud: 'file_unreadable', y: 'file_unreadable' })
    expect(world.missing()).toEqual([])
    world.disk.setExaminable('cloud', true)
    await world.scan('')
    expect(world.held()).toEqual({ y: 'file_unreadable' })
  })

  it('does not believe a listing that leaves out what is there', async () => {
    const world = await agreedWorld({ a: '1', b: '2' })
    const list = world.fs.list.bind(world.fs)
    world.fs.list = async (path) => (await list(path))?.filter(({ name }) => name !== 'b')
    await world.scan()
    expect(world.missing()).toEqual([])
  })

  it('ends on the first unexpected failure of the disk without an absence', async () => {
    const world = await agreedWorld({ 'a/x': '1', b: '2' })
    world.disk.remove('b')
    world.fs.beforeCall = ({ step, path }) => {
      if (step === 'list' && path === 'a') throw new Error('bug')
    }
    await expect(world.scan()).rejects.toThrow('bug')
    expect(world.missing()).toEqual([])
  })

  it('holds a folder on a disk error and goes on with the others (E38)', async () => {
    const world = await agreedWorld({ 'a/x': '1', 'b/y': '2' })
    world.disk.write('b/new', '3')
    world.fs.beforeCall = ({ step, path }) => {
      if (step === 'list' && path === 'a') throw new AppError('file_io_error', { path })
    }
    await world.scan()
    expect(world.held()).toEqual({ a: 'file_io_error' })
    expect(world.paths()).toContain('b/new')
  })

  it('stops when it is cancelled', async () => {
    const world = new DiskWorld()
    world.disk.write('a/b', '1')
    world.fs.beforeCall = ({ step }) => step === 'list' && world.abort.abort(new Error('enough'))
    await expect(world.scan()).rejects.toThrow('enough')
    expect(world.paths()).toEqual(['a'])
  })
})

describe('scan of what is not synced', () => {
  it('holds links, pipes and mounts without entering them (E15, E16, SEC-68)', async () => {
    const world = new DiskWorld()
    world.disk.write('real/x', '1')
    world.disk.symlink('link', 'real')
    world.disk.pipe('pipe')
    world.disk.mkdir('mnt')
    world.disk.mount('mnt', 'usb')
    world.disk.write('mnt/photo', '2')
    await world.scan()
    expect(world.held()).toEqual({ link: 'link_held', mnt: 'mount_held', pipe: 'special_held' })
    expect(world.paths()).toEqual(['real', 'real/x'])
    world.disk.remove('link')
    world.disk.remove('pipe')
    await world.scan()
    expect(world.held()).toEqual({ mnt: 'mount_held' })
  })

  it('loses nothing below a folder that a disk is mounted over and unmounted from (E16)', async () => {
    const world = await agreedWorld({ 'mnt/x': '1' })
    const unmount = world.disk.mount('mnt', 'usb')
    world.disk.write('mnt/x', 'other')
    await world.scan()
    expect(world.missing()).toEqual([])
    expect(world.held()).toEqual({ mnt: 'mount_held' })
    unmount()
    await world.scan()
    expect(world.held()).toEqual({})
    expect(world.store.dirtyCount()).toBe(0)
  })

  it('deletes nothing because a link took the place of a folder (E15)', async () => {
    const world = await agreedWorld({ 'd/x': '1', 'keep/': '' })
    world.disk.rename('d', '.tidemark/elsewhere')
    world.disk.symlink('d', '/elsewhere')
    await world.scan()
    expect(world.missing()).toEqual([])
    expect(world.held()).toEqual({ d: 'link_held' })
  })

  it('holds names that are no UTF-8 or no names at all (E47)', async () => {
    const world = new DiskWorld({ longestNameBytes: 765 })
    world.disk.addUndecodable('', 'caf\ufffd')
    world.disk.write(`${'x'.repeat(256)}`, '')
    world.disk.write('ok', '')
    await world.scan()
    expect(world.held()).toEqual({ 'caf\ufffd': 'name_held', [`${'x'.repeat(256)}`]: 'name_held' })
    expect(world.paths()).toEqual(['ok'])
  })

  it('gives the second of two spellings a name of its own in the tree (E42, PS156)', async () => {
    const world = await agreedWorld({ '\u00e9': 'known' })
    world.disk.write('e\u0301', 'second')
    await world.scan()
    const id = world.id('e\u0301')
    expect(world.names()).toEqual(['e\u0301 (spelling conflict)', '\u00e9'])
    await world.scan()
    expect(world.id('e\u0301')).toBe(id)
    world.disk.mkdir('d')
    world.disk.rename('e\u0301', 'd/e\u0301')
    await world.scan()
    expect(world.id('d/e\u0301')).toBe(id)
    expect(world.names()).toEqual(['d', 'e\u0301 (spelling conflict)', '\u00e9'])
  })

  it('keeps held items of the planner', async () => {
    const world = await agreedWorld({ a: '1' })
    const nodeId = world.find('a')?.nodeId
    world.store.transaction((tx) =>
      tx.putHeld({
        path: 'a',
        nodeId,
        code: 'quota_exceeded',
        detail: '',
        sinceMs: 1,
        retryAtMs: 5,
        attempts: 2,
      }),
    )
    await world.scan()
    expect(world.held()).toEqual({ a: 'quota_exceeded' })
  })

  it('removes held items below a folder that is gone', async () => {
    const world = new DiskWorld()
    world.disk.symlink('a/b/link', 'x')
    await world.scan()
    expect(world.held()).toEqual({ 'a/b/link': 'link_held' })
    world.disk.rename('a', 'z')
    await world.scan()
    expect(world.held()).toEqual({ 'z/b/link': 'link_held' })
    world.disk.remove('z')
    await world.scan('')
    expect(world.held()).toEqual({})
  })

  it('ignores noise of the system but deletes no such item that was synced (E50, E51)', async () => {
    const world = await agreedWorld({ 'a.part': '' })
    expect(world.paths()).toEqual([])
    world.disk.write('keep', '')
    await world.scan()
    const row = world.find('keep')
    if (row === undefined) throw new Error('not scanned')
    world.store.transaction((tx) =>
      tx.putLocal({ ...row, nodeId: world.id('keep') as never, name: 'Thumbs.db' }),
    )
    world.disk.remove('keep')
    await world.scan()
    expect(world.missing()).toEqual([])
  })
})

describe('scan of what vanished', () => {
  it('marks items and everything below as missing since now and removes nothing', async () => {
    const world = await agreedWorld({ 'a/b/x': '1', c: '2' })
    world.disk.remove('a')
    world.nowMs = 5000
    const report = await world.scan()
    expect(report.counts.vanished).toBe(3)
    expect(world.missing()).toEqual(['a', 'a/b', 'a/b/x'])
    world.nowMs = 9000
    await world.scan()
    expect(world.store.local.missing(9).map((node) => node.missingSinceMs)).toEqual([
      5000, 5000, 5000,
    ])
  })

  it('clears the mark when the item is back, at its place or elsewhere', async () => {
    const world = await agreedWorld({ a: '1', b: '2', 'to/': '' })
    const ids = [world.id('a'), world.id('b')]
    world.disk.rename('a', '.tidemark/a')
    world.disk.rename('b', '.tidemark/b')
    await world.scan()
    expect(world.missing()).toEqual(['a', 'b'])
    world.disk.rename('.tidemark/a', 'a')
    world.disk.rename('.tidemark/b', 'to/b2')
    await world.scan()
    expect([world.id('a'), world.id('to/b2')]).toEqual(ids)
    expect(world.missing()).toEqual([])
  })

  it('keeps the content of a moved folder out of a deletion (PS117)', async () => {
    const world = await agreedWorld({ 'dir/keep': '1', 'dir/gone': '2' })
    const id = world.id('dir/keep')
    world.disk.rename('dir/keep', 'keep')
    world.disk.remove('dir')
    await world.scan()
    expect(world.id('keep')).toBe(id)
    expect(world.missing()).toEqual(['dir', 'dir/gone'])
  })

  it('takes the root for missing when it is a folder no more', async () => {
    const world = await agreedWorld({ a: '1' })
    world.fs.stat = async () => undefined
    expect((await world.scan()).result).toBe('root_missing')
    expect(await world.fs.list(parseRelPath(ROOT_PATH))).toHaveLength(1)
    expect(world.missing()).toEqual([])
  })
})

describe('a folder that gets the name of another one while that is scanned', () => {
  it.each(['everything', 'A'])('lends it none of its items (E07, scan of %s)', async (scope) => {
    const world = await agreedWorld({ 'A/B/x': '1', 'A/y': '2' })
    const ids = [world.id('A'), world.id('A/B'), world.id('A/B/x'), world.id('A/y')]
    let isInverted = false
    world.fs.beforeCall = ({ step, path }) => {
      if (isInverted || step !== 'list' || path !== 'A') return
      isInverted = true
      world.disk.rename('A/B', 'inverting')
      world.disk.rename('A', 'inverting/A')
      world.disk.rename('inverting', 'A')
    }
    await (scope === 'everything' ? world.scan() : world.scan(scope))
    expect(world.paths()).toEqual(['A', 'A/A', 'A/A/y', 'A/x'])
    expect([world.id('A/A'), world.id('A'), world.id('A/x'), world.id('A/A/y')]).toEqual(ids)
  })

  it('is left for the next scan when it does not rest', async () => {
    const world = await agreedWorld({ 'A/x': '1', 'B/y': '2' })
    world.fs.beforeCall = ({ step, path }) => {
      if (step !== 'list' || (path !== 'A' && path !== 'B')) return
      world.disk.rename('A', 'swapping')
      world.disk.rename('B', 'A')
      world.disk.rename('swapping', 'B')
    }
    const ids = [world.id('A/x'), world.id('B/y')]
    await world.scan()
    world.fs.beforeCall = () => undefined
    await world.scan()
    const isSwapped = world.disk.find('A/y') !== undefined
    expect(
      isSwapped ? [world.id('B/x'), world.id('A/y')] : [world.id('A/x'), world.id('B/y')],
    ).toEqual(ids)
  })
})
