import { createHash } from 'node:crypto'
import { parseRelPath } from '@tidemark/protocol'
import { type Clock, type Hasher, type LocalNode, type Rng, scan } from '@tidemark/sync-engine'
import { MemoryDisk, type MemoryDiskOptions } from '../../src/filesystem/memory-disk.js'
import { MemoryFileSystem } from '../../src/filesystem/memory-file-system.js'
import { MemoryStateStore } from '../../src/state/memory-state-store.js'

export const sha256: Hasher = {
  sha256: (bytes) => createHash('sha256').update(bytes).digest(),
}

/** Bytes that differ on every call and are the same in every run. */
function countingRng(): Rng {
  let calls = 0
  return {
    bytes(count) {
      const bytes = new Uint8Array(count)
      new DataView(bytes.buffer).setUint32(count - 4, ++calls)
      return bytes
    },
  }
}

/** A disk, a store and the scans between them. */
export class DiskWorld {
  readonly disk: MemoryDisk
  readonly fs: MemoryFileSystem
  readonly store = new MemoryStateStore()
  readonly abort = new AbortController()
  readonly #rng = countingRng()
  nowMs = 1000
  readonly #clock: Clock = { nowMs: () => this.nowMs, sleep: () => Promise.resolve() }

  constructor(options: MemoryDiskOptions = {}) {
    this.disk = new MemoryDisk(options)
    this.fs = new MemoryFileSystem(this.disk)
  }

  scan(...hints: string[]) {
    const scope = hints.length === 0 ? 'everything' : new Set(hints.map(parseRelPath))
    return scan(this.store, this.fs, this.#clock, this.#rng, { scope, signal: this.abort.signal })
  }

  /** The live node at a path. */
  find(path: string): LocalNode | undefined {
    return this.nodes().find(
      (node) => node.missingSinceMs === null && this.store.localPath(node.nodeId) === path,
    )
  }

  id(path: string): string {
    const node = this.find(path)
    if (node === undefined) throw new Error(`no node at ${path}`)
    return node.nodeId
  }

  /** Names of all live nodes in the tree, in order. */
  names(): string[] {
    return this.nodes()
      .filter((node) => node.missingSinceMs === null && node.parentId !== null)
      .map(({ name }) => name)
      .sort()
  }

  /** Paths of all live nodes, in order. */
  paths(): string[] {
    return this.nodes()
      .filter((node) => node.missingSinceMs === null && node.parentId !== null)
      .map((node) => String(this.store.localPath(node.nodeId)))
      .sort()
  }

  missing(): string[] {
    return this.store.local
      .missing(1000)
      .map((node) => String(this.store.localPath(node.nodeId)))
      .sort()
  }

  held(): Record<string, string> {
    return Object.fromEntries(this.store.held(1000).map((item) => [item.path, item.code]))
  }

  dirtyPaths(): string[] {
    return this.store
      .dirty(Number.MAX_SAFE_INTEGER, 1000)
      .map(({ nodeId }) => String(this.store.localPath(nodeId)))
      .sort()
  }

  /** Pretends that the content of every file was read and agreed with the server. */
  agree(): void {
    const revision = '0'.repeat(32) as never // any revision will do
    const content = { sizeBytes: 0, root: null, depth: 0, profileId: 'whole-v1', hashId: 'sha256' }
    this.store.transaction((tx) => {
      for (const node of this.nodes()) {
        const known = { ...content, mtimeNs: '0', executable: false }
        if (node.kind === 'file') tx.putLocal({ ...node, content: known })
        tx.putSynced({ ...node, contentRev: revision, placeRev: revision, content: undefined })
      }
      for (const { nodeId } of tx.dirty(Number.MAX_SAFE_INTEGER, 100_000)) tx.clearDirty(nodeId)
    })
  }

  nodes(): LocalNode[] {
    const root = this.store.local.root()
    const all: LocalNode[] = root === undefined ? [] : [root]
    for (const node of all) all.push(...this.store.local.children(node.nodeId))
    return all
  }
}

/** A world whose files were scanned, read and agreed with the server. */
export async function agreedWorld(
  files: Record<string, string>,
  options: MemoryDiskOptions = {},
): Promise<DiskWorld> {
  const world = new DiskWorld(options)
  for (const [path, text] of Object.entries(files)) {
    if (path.endsWith('/')) world.disk.mkdir(path.slice(0, -1))
    else world.disk.write(path, text)
  }
  await world.scan()
  world.agree()
  return world
}
