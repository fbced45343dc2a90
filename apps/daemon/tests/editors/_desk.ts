import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type NodeId, nameKey, parseRelPath, splitPath } from '@tidemark/protocol'
import { defaultSettings, Engine } from '@tidemark/sync-engine'
import {
  ManualClock,
  MemoryRemote,
  MemoryServer,
  type MemorySpace,
  nodeHashing,
  SeededRandom,
  SyncDevice,
} from '@tidemark/test-kit'
import { fileSystemFlusher } from '../../src/adapters/fs/flush.js'
import { NodeFileSystem } from '../../src/adapters/fs/node-file-system.js'
import { openStateStore } from '../../src/adapters/state-sqlite/open-state-store.js'
import { makeTempFolder } from '../adapters/_temp-folder.js'

/** A real disk may be slow; what is not at rest by then never will be. */
const REST_WITHIN_MS = 60_000

/**
 * A person at a real folder: real disk and state file, the real engine, a server in memory, and a
 * second computer that follows.
 */
export class Desk implements AsyncDisposable {
  root: string
  readonly there: SyncDevice
  readonly #clock: ManualClock
  readonly #server: MemoryServer
  readonly #space: MemorySpace
  readonly #folder = makeTempFolder()
  readonly #store
  #fs: NodeFileSystem
  readonly #remote: MemoryRemote
  #engine: Engine
  #abort: AbortController | undefined
  #run: Promise<void> | undefined

  private constructor(clock: ManualClock, server: MemoryServer, space: MemorySpace) {
    this.#clock = clock
    this.#server = server
    this.#space = space
    this.root = join(this.#folder.path, 'root')
    mkdirSync(this.root)
    this.#store = openStateStore(join(this.#folder.path, 'state.db'), { nowMs: 0 }).store
    this.#fs = openFolder(this.root, clock)
    this.#remote = new MemoryRemote(server, space, 'Desk')
    this.there = new SyncDevice({ clock, server, space, name: 'There', seed: 2 })
    this.#engine = this.#newEngine()
  }

  static async open(): Promise<Desk> {
    // Files get their times from the system.
    const clock = new ManualClock(Date.now())
    const server = new MemoryServer(clock, new SeededRandom(1))
    return new Desk(clock, server, await server.createSpace())
  }

  get engine(): Engine {
    return this.#engine
  }

  /** From the next start on the folder is looked for at another path. */
  relocate(path: string): void {
    this.root = path
    this.#fs = openFolder(path, this.#clock)
  }

  /** Starts the engine over what it has written down. */
  turnOn(): void {
    this.#engine = this.#newEngine()
    this.#abort = new AbortController()
    this.#run = this.#engine.run(this.#abort.signal)
  }

  async turnOff(): Promise<void> {
    this.#abort?.abort()
    await this.#run
  }

  /** The engine hears of a change in the top folder and does all that it can without waiting. */
  async glance(): Promise<void> {
    this.#engine.hint(parseRelPath(''))
    for (let turn = 0; turn < 50; turn++) await nextTurn()
  }

  /** Until nothing is left to do. */
  async rest(): Promise<void> {
    this.#engine.hint('everything')
    this.#engine.wakeRemote()
    const endMs = performance.now() + REST_WITHIN_MS
    for (let turn = 0; performance.now() < endMs; turn++) {
      await nextTurn()
      if (this.#engine.status().isSettled) return
      // Files get their times from the system, which a clock must not run ahead of while it works.
      if (turn % 20 === 0 && !isDiskBusy()) this.#clock.advance(1_000)
    }
    throw new Error(`not at rest: ${JSON.stringify(this.#engine.status())}`)
  }

  /** Node that the server has at a path. */
  nodeAt(path: string): NodeId | undefined {
    const { remote } = this.#store
    let nodeId = remote.root()?.nodeId
    for (const name of splitPath(parseRelPath(path))) {
      if (nodeId === undefined) return undefined
      nodeId = remote.childrenByKey(nodeId, nameKey(name))[0]?.nodeId
    }
    return nodeId
  }

  /** Versions that the server keeps of a node. */
  async versionCount(nodeId: NodeId): Promise<number> {
    const { spaceId } = this.#space
    const all = await this.#server.metadata.read((tx) => tx.listRevisionPage(spaceId, '', 10_000))
    return all.filter((revision) => revision.nodeId === nodeId).length
  }

  /** Contents that the server still has, current or not. */
  keptTexts(): Promise<Set<string>> {
    return this.#server.keptTexts(this.#space)
  }

  heldPaths(): string[] {
    return this.#store.held(100).map(({ path }) => path)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.turnOff()
    this.#store[Symbol.dispose]()
    this.#folder[Symbol.dispose]()
  }

  #newEngine(): Engine {
    return new Engine({
      store: this.#store,
      fs: this.#fs,
      remote: this.#remote,
      clock: this.#clock,
      rng: { bytes: (count) => randomBytes(count) },
      hasher: nodeHashing,
      settings: defaultSettings('Desk'),
    })
  }
}

/** Flushes file by file: while another process flushes, the clock would run ahead of file times. */
function openFolder(rootPath: string, clock: ManualClock): NodeFileSystem {
  const flusher = fileSystemFlusher(rootPath, 'no such command')
  return new NodeFileSystem({ rootPath, nowMs: () => clock.nowMs(), flusher })
}

/** Whether a call of this process to a disk is under way. */
function isDiskBusy(): boolean {
  return process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'))
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
