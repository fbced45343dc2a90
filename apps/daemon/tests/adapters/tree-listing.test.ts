import type { NodeId } from '@tidemark/protocol'
import type { RemoteNode } from '@tidemark/sync-engine'
import { describe, expect, it } from 'vitest'
import { openStateStore } from '../../src/adapters/state-sqlite/open-state-store.js'
import type { SqliteStateStore } from '../../src/adapters/state-sqlite/sqlite-state-store.js'
import { TreeListing } from '../../src/worker/tree-listing.js'

const idOf = (name: string) => Buffer.from(name.padEnd(16)).toString('hex') as NodeId // 16 bytes

/** A node; its size makes it a file. */
function node(name: string, parent: string | null, sizeBytes?: number): RemoteNode {
  const revision = '0'.repeat(32) as RemoteNode['contentRev'] // any will do
  const facts = { root: null, depth: 0, profileId: 'whole-v1', hashId: 'sha256', mtimeNs: '1' }
  return {
    nodeId: idOf(name || 'root'),
    parentId: parent === null ? null : idOf(parent || 'root'),
    name,
    kind: sizeBytes === undefined ? 'folder' : 'file',
    ...{ contentRev: revision, placeRev: revision },
    content: sizeBytes === undefined ? undefined : { sizeBytes, ...facts, executable: false },
  }
}

function fill(store: SqliteStateStore, ...nodes: readonly RemoteNode[]): void {
  store.transaction((tx) => {
    for (const one of nodes) tx.putRemote(one)
  })
}

const TREE = [
  ...[node('', null), node('films', ''), node('old', 'films'), node('letters', '')],
  ...[node('a.mkv', 'old', 5_000_000_000), node('b.mkv', 'films', 7), node('c.txt', 'letters', 1)],
]

describe('listing the tree of the server', () => {
  it('tells sizes and numbers of whole folders, and what is here, partly here and not', () => {
    using store = openStateStore(':memory:', { nowMs: 0 }).store
    fill(store, ...TREE)
    const listing = new TreeListing(store, () => new Set([idOf('old')]))
    const top = listing.list({ path: '' })
    expect(top).toMatchObject({
      node: { state: 'partly', itemCount: 6, sizeBytes: 5_000_000_008 },
      totalCount: 2,
      items: [
        { name: 'films', state: 'partly', itemCount: 3, sizeBytes: 5_000_000_007 },
        { name: 'letters', state: 'here', itemCount: 1, sizeBytes: 1, isLeaving: false },
      ],
    })
    expect(listing.list({ path: 'films/old' })).toMatchObject({
      ...{ path: 'films/old', node: { state: 'online_only', itemCount: 1 } },
      items: [{ name: 'a.mkv', kind: 'file', state: 'online_only', itemCount: 0 }],
    })
    expect(() => listing.list({ path: 'films/none' })).toThrow('does not exist')
  })

  it('goes through a folder page by page, each item once', () => {
    using store = openStateStore(':memory:', { nowMs: 0 }).store
    const files = Array.from({ length: 25 }, (_, index) => node(`f${index}`, '', 1))
    fill(store, node('', null), ...files)
    const listing = new TreeListing(store, () => new Set())
    const names: string[] = []
    let cursor: string | undefined
    do {
      const page = listing.list({ path: '', limit: 10, ...(cursor && { cursor }) })
      expect(page.totalCount).toBe(25)
      names.push(...page.items.map(({ name }) => name))
      cursor = page.cursor
    } while (cursor !== undefined)
    expect(names).toEqual(files.map(({ name }) => name).sort())
  })

  it('sees what has changed since it summed up, and what is still on its way out', () => {
    using store = openStateStore(':memory:', { nowMs: 0 }).store
    const listing = new TreeListing(store, () => new Set([idOf('films')]))
    expect(() => listing.list({ path: '' })).toThrow('cannot be reached')
    fill(store, ...TREE)
    expect(listing.list({ path: 'letters' }).node.sizeBytes).toBe(1)
    const stat = { kind: 'folder', device: 'root', inode: '1', sizeBytes: 0 } as const
    const times = { mtimeNs: 0n, ctimeNs: 0n, birthtimeNs: undefined, executable: false }
    const row = { kind: 'folder', stat: { ...stat, ...times }, content: undefined } as const
    store.transaction((tx) => {
      const { nodeId, parentId, name } = node('films', '')
      tx.putLocal({ nodeId, parentId, name, ...row, missingSinceMs: null })
    })
    expect(listing.list({ path: 'films' }).node).toMatchObject({
      ...{ state: 'online_only', isLeaving: true },
    })
    expect(listing.list({ path: 'letters' }).node.isLeaving).toBe(false)
  })
})
