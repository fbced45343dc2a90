import type { AccountId, BlockId, Frame, NodeId, SpaceId } from '@tidemark/protocol'
import {
  addDevice,
  type BlockCaller,
  type BlockStorage,
  type Clock,
  commit,
  createAccount,
  createSpace,
  DEFAULT_COMMIT_SETTINGS,
  type FrameOutcome,
  InFlightWrites,
  type ListBlockReader,
  noCrash,
  operatorCaller,
  readFrames,
  storeFrames,
  type UploadOutcome,
} from '@tidemark/server-core'
import { onTestFinished } from 'vitest'
import type { ServerConfig } from '../src/config/config.js'
import { InProcessWakeups } from '../src/platform/in-process-wakeups.js'
import { nodeHashing } from '../src/platform/node-hashing.js'
import { systemRng } from '../src/platform/system-clock.js'
import { rawFrame } from './_blocks.js'
import { contentOf, newId, putOf } from './_client.js'
import { openTestStorage, testConfig } from './_server.js'

/** A clock that stands still until it is told otherwise. */
class ManualClock implements Clock {
  #nowMs = 1_700_000_000_000

  nowMs(): number {
    return this.#nowMs
  }

  advance(ms: number): void {
    this.#nowMs += ms
  }
}

/** The block store on real SQLite and disk, with one account, space and device. */
export interface BlockLab {
  readonly config: ServerConfig
  readonly storage: BlockStorage
  readonly reader: ListBlockReader
  readonly clock: ManualClock
  readonly inFlight: InFlightWrites
  readonly accountId: AccountId
  readonly target: BlockCaller
  store(frames: readonly Frame[]): Promise<UploadOutcome>
  read(blockIds: readonly BlockId[]): Promise<Frame[]>
  /** Uploads a block and commits it as a file of its own. */
  putFile(name: string, bytes: Uint8Array): Promise<{ nodeId: NodeId; blockId: BlockId }>
  /** Takes a file's versions away, as retention would. */
  forget(nodeId: NodeId): Promise<void>
}

export async function openBlockLab(overrides: Partial<ServerConfig> = {}): Promise<BlockLab> {
  const config = await testConfig(overrides)
  const opened = await openTestStorage(config)
  onTestFinished(async () => opened[Symbol.asyncDispose]())
  const { storage, listBlocks: reader } = opened
  const store = storage.metadata
  const clock = new ManualClock()
  const wakeups = new InProcessWakeups(noCrash)
  const ports = { store, clock, rng: systemRng, hashing: nodeHashing, wakeups }
  const passwords = { hash: async () => 'x', verify: async () => true, needsRehash: () => false }
  const account = { login: newId(), password: 'long enough for all', quotaBytes: null }
  const accountId = await createAccount({ ...ports, passwords }, account)
  const caller = operatorCaller(accountId)
  const space = await createSpace(ports, caller, { name: 'Files' })
  const { deviceId } = await addDevice(ports, caller, { name: 'laptop', platform: 'linux' })
  const device = { ...caller, kind: 'device' as const, deviceId, actorId: deviceId }
  const target = { ownerId: accountId, spaceId: space.spaceId as SpaceId, deviceId }
  const inFlight = new InFlightWrites()
  const lab: BlockLab = {
    config,
    storage,
    reader,
    clock,
    inFlight,
    accountId,
    target,
    store: (frames) =>
      storeFrames({ storage, clock, inFlight, crashPoint: noCrash }, target, each(frames)),
    read: async (blockIds) => {
      const frames: Frame[] = []
      for await (const frame of readFrames(storage, clock, target, blockIds)) frames.push(frame)
      return frames
    },
    putFile: async (name, bytes) => {
      const frame = rawFrame(bytes)
      await lab.store([frame])
      const put = putOf(space, name, contentOf(frame.blockId, bytes.length))
      const request = { epoch: space.epoch, operations: [put] }
      const settings = DEFAULT_COMMIT_SETTINGS
      const { results } = await commit(
        { ...ports, listBlocks: reader },
        settings,
        device,
        space.spaceId,
        request,
      )
      if (results[0]?.result !== 'applied') throw new Error(JSON.stringify(results))
      return { nodeId: put.nodeId, blockId: frame.blockId }
    },
    forget: async (nodeId) => {
      await store.withSpaceLock(space.spaceId, async (tx) => {
        const versions = await tx.listRevisions(space.spaceId, nodeId)
        await tx.removeRevisions(versions.map(({ revisionId }) => revisionId))
      })
    },
  }
  return lab
}

/** Frames as they would come from a pack. */
async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}

/** Results of an upload. */
export function outcomesOf({ outcomes }: UploadOutcome): FrameOutcome['result'][] {
  return outcomes.map(({ result }) => result)
}
