import type { NodeId } from '@tidemark/protocol'
import type { LocalNode } from '@tidemark/sync-engine'
import { describe, expect, it } from 'vitest'
import { sampleNodeId } from '../../src/state/state-samples.js'
import { agreedWorld, type DiskWorld } from './_disk-world.js'

/** Writes a further row for the item at `path`, as an engine does that placed it there itself. */
function addRow(world: DiskWorld, path: string, facts: Partial<LocalNode> = {}): NodeId {
  const node = world.find(path)
  if (node === undefined) throw new Error(`no node at ${path}`)
  const nodeId = sampleNodeId(900)
  world.store.transaction((tx) => tx.putLocal({ ...node, nodeId, ...facts }))
  return nodeId
}

/** Ids of the live nodes at a path. */
function liveAt(world: DiskWorld, path: string): string[] {
  return world
    .nodes()
    .filter((node) => node.missingSinceMs === null && world.store.localPath(node.nodeId) === path)
    .map((node) => node.nodeId)
}

describe('a place where a node vanished and another one is now', () => {
  it('stays with the one that is there when both had the same inode (E28)', async () => {
    const world = await agreedWorld({ 'd/c': 'old' })
    const vanishedId = world.id('d/c')
    world.disk.remove('d/c')
    await world.scan()
    // The download of another node gets the inode that was freed.
    world.disk.write('d/c', 'downloaded')
    const placedId = sampleNodeId(901)
    const parentId = world.find('d')?.nodeId ?? null
    world.store.transaction((tx) => {
      const vanished = tx.local.find(vanishedId as NodeId) // an id that came from a row
      if (vanished === undefined) throw new Error('the vanished row is gone')
      const stat = world.disk.stat('d/c')
      expect(stat.inode).toBe(vanished.stat.inode)
      tx.putLocal({ ...vanished, nodeId: placedId, parentId, stat, missingSinceMs: null })
    })
    await world.scan()
    expect(liveAt(world, 'd/c')).toEqual([placedId])
    expect(world.missing()).toEqual(['d/c'])
  })

  it('goes to the node that vanished last when none is live', async () => {
    const world = await agreedWorld({ a: '1' })
    const lastId = addRow(world, 'a', { missingSinceMs: 900 })
    world.store.transaction((tx) => {
      const first = tx.local.find(world.id('a') as NodeId) // an id that came from a row
      if (first !== undefined) tx.putLocal({ ...first, missingSinceMs: 800 })
    })
    await world.scan()
    expect(liveAt(world, 'a')).toEqual([lastId])
  })

  it('loses the second of two live rows for one item, files and folders', async () => {
    for (const path of ['a', 'd']) {
      const world = await agreedWorld({ a: '1', 'd/': '' })
      addRow(world, path)
      await world.scan()
      expect(liveAt(world, path)).toHaveLength(1)
      expect(world.missing()).toEqual([path])
    }
  })

  it('does not keep an item whose inode went to another spelling of its name (E28, E41)', async () => {
    for (const item of ['a', 'a/']) {
      const world = await agreedWorld({ [item]: '' }, { caseInsensitive: true })
      const vanishedId = world.id('a')
      world.disk.remove('a')
      if (item === 'a') world.disk.write('other', 'new')
      else world.disk.mkdir('other')
      world.disk.rename('other', 'A')
      expect(world.disk.stat('A').inode).toBe(world.nodes()[1]?.stat.inode)
      await world.scan()
      expect(liveAt(world, 'A')).not.toContain(vanishedId)
      expect(world.paths()).toEqual(['A'])
      expect(world.missing()).toEqual(['a'])
    }
  })

  it('keeps both names of a file when a listing leaves one of them out (E14, E34)', async () => {
    const world = await agreedWorld({ a: '1' })
    world.disk.link('a', 'b')
    await world.scan()
    const ids = [world.id('a'), world.id('b')]
    let lists = 0
    const list = world.fs.list.bind(world.fs)
    world.fs.list = async (path) => {
      const entries = await list(path)
      return lists++ === 0 ? entries?.filter(({ name }) => name !== 'b') : entries
    }
    await world.scan()
    expect(lists).toBe(2)
    expect([world.id('a'), world.id('b')]).toEqual(ids)
    expect(world.missing()).toEqual([])
  })
})
