import {
  AppError,
  type CommitRequest,
  formatConflictName,
  formatId,
  type NodeId,
  type OpId,
  parseName,
  type RestoreOperation,
  type RevisionList,
  type TrashList,
} from '@tidemark/protocol'
import type { Caller, NodeRow } from '@tidemark/server-core'
import type { SeededRandom } from '../clock/seeded-random.js'
import type { BringBack, Choice } from './bring-backs.js'
import { Line } from './line.js'
import { PersonsClient } from './persons-client.js'
import { RestoreWatch } from './restore-watch.js'
import { show } from './sight.js'
import type { SimulatedDevice } from './simulated-device.js'
import type { World } from './world.js'

type TrashItem = TrashList['items'][number]
type Target = Omit<RestoreOperation, 'op' | 'opId' | 'copyName'>

/** When conflicted copies are made, by their names; equal ones are numbered by the server. */
const AT = { year: 2024, month: 5, day: 17, hour: 9, minute: 30 }

/**
 * Somebody who brings back what the server still has, as the command line does it: he lists, looks,
 * decides, and what he decided on goes to where it was, or to the top when that folder is gone.
 */
export class RestoringPerson {
  readonly #world: World
  readonly #watch: RestoreWatch
  readonly #ids: SeededRandom

  constructor(world: World) {
    this.#world = world
    this.#watch = new RestoreWatch(world)
    this.#ids = world.dice.stream('ids of persons')
  }

  /**
   * Does it, as far as the server and the way to it allow. Returns what was decided on; undefined
   * when there was nothing.
   */
  async bringBack(
    device: SimulatedDevice,
    event: BringBack,
    random: SeededRandom,
  ): Promise<Choice | undefined> {
    const by = event.by === 'browser' ? 'a browser' : `the person at ${device.name}`
    const client = this.#clientOf(device, event.by)
    try {
      const found =
        event.from === 'trash'
          ? await this.#fromTrash(client, event, random)
          : await this.#fromVersions(client, event, random)
      if (found === undefined) return undefined
      await this.#wait(event.thinkMs)
      await this.#restore(client, by, found.target)
      return found.choice
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      this.#world.note(`${by} cannot bring anything back: ${error.code}`)
      return event.choice
    }
  }

  async #fromTrash(
    client: PersonsClient,
    { choice: known }: BringBack,
    random: SeededRandom,
  ): Promise<{ choice: Choice; target: Target } | undefined> {
    const { items } = await client.listTrash()
    const choice = known ?? chooseTrashed(items, random)
    const item = items.filter(({ path }) => path === choice?.path)[choice?.nth ?? 0]
    if (choice === undefined || item === undefined) return undefined
    const { nodeId, name, kind } = item
    const { rootNodeId } = await this.#spaceRow()
    const parentId = item.parentLive ? item.parentId : rootNodeId
    const target = { nodeId, parentId, name, ...(choice.isAlone ? {} : { subtree: true }) }
    if (kind !== 'file' || choice.back === 0) return { choice, target }
    const { revisions } = await client.listRevisions(nodeId)
    const revisionId = revisions[choice.back]?.revisionId
    if (revisionId === undefined) return { choice, target }
    return { choice, target: { ...target, revisionId, ...baseOf(revisions) } }
  }

  async #fromVersions(
    client: PersonsClient,
    { choice: known }: BringBack,
    random: SeededRandom,
  ): Promise<{ choice: Choice; target: Target } | undefined> {
    const files = await this.#filesWithVersions()
    if (files.size === 0) return undefined
    const path = known?.path ?? random.pick([...files.keys()])
    const node = files.get(path)
    if (node === undefined || node.parentId === null) return undefined
    const { nodeId, parentId, name } = node
    const { revisions } = await client.listRevisions(nodeId)
    const older = revisions.filter(({ current }) => !current)
    const choice = known ?? { ...NEWEST, path, back: random.below(Math.max(1, older.length)) }
    const wanted = older[choice.back]
    if (wanted === undefined) return undefined
    const { revisionId } = wanted
    return { choice, target: { nodeId, parentId, name, revisionId, ...baseOf(revisions) } }
  }

  async #restore(client: PersonsClient, by: string, target: Target): Promise<void> {
    const { epoch } = await this.#spaceRow()
    const deviceName = by.replace('the person at ', '')
    const copyName = formatConflictName(parseName(target.name), { deviceName, at: AT })
    const opId = formatId<OpId>(this.#ids.bytes(16))
    const restore: RestoreOperation = { op: 'restore', opId, copyName, ...target }
    this.#world.note(`${by} asks for ${show(target.name)} (${target.nodeId})`)
    const request: CommitRequest = { epoch, operations: [restore] }
    const { results } = await client.commit(request, (apply) =>
      this.#watch.around(by, restore, apply),
    )
    this.#world.note(`${by} is answered: ${JSON.stringify(results)}`)
  }

  /** Paths of live files that have more than one version. */
  async #filesWithVersions(): Promise<Map<string, NodeRow>> {
    const { server, space } = this.#world
    return server.observed.metadata.read(async (tx) => {
      const { spaceId } = space
      const folders = await tx.listFolders(spaceId, 0, 1_000_000)
      const byId = new Map<NodeId | null, NodeRow>(folders.map((row) => [row.nodeId, row]))
      const pathOf = ({ parentId, name }: NodeRow): string => {
        const above = byId.get(parentId)
        return above === undefined || above.parentId === null ? name : `${pathOf(above)}/${name}`
      }
      const found = new Map<string, NodeRow>()
      for (const row of await tx.listLeaves(spaceId, '', 1_000_000)) {
        const versions = await tx.listRevisions(spaceId, row.nodeId)
        if (versions.length > 1) found.set(pathOf(row), row)
      }
      return new Map([...found].sort(([one], [two]) => (one < two ? -1 : 1)))
    })
  }

  async #spaceRow() {
    const { server, space } = this.#world
    const row = await server.observed.metadata.read((tx) => tx.findSpace(space.spaceId))
    if (row === undefined) throw new Error('the space is gone')
    return row
  }

  #clientOf(device: SimulatedDevice, by: BringBack['by']): PersonsClient {
    const { scheduler, faults, dice, server, parameters, space } = this.#world
    const process = { name: `person at ${device.name}`, isAlive: true }
    const random = dice.stream(`wire of the ${process.name}`)
    const isBrowser = by === 'browser'
    const line = isBrowser ? new Line(scheduler, random, () => undefined) : device.line
    const caller = isBrowser ? browserOf(space.ownerId) : device.remote.caller
    const ends = {
      ...{ scheduler, process, faults, random, server, line },
      networkMs: parameters.networkMs,
      isConnected: () => isBrowser || device.isOnline,
      onRequest: (change: 1 | -1) => this.#world.noteRequest(change),
      // A history goes on until its people are done; no engine waits for them.
      onDelay: () => undefined,
    }
    return new PersonsClient(ends, caller, space)
  }

  #wait(ms: number): Promise<void> {
    const person = { name: 'person', isAlive: true }
    return this.#world.scheduler.turn(person, 'has thought', ms, () => undefined)
  }
}

const NEWEST = { nth: 0, back: 0, isAlone: false }

/** What went last is missed first. */
function chooseTrashed(items: readonly TrashItem[], random: SeededRandom): Choice | undefined {
  const item = items[Math.floor(random.next() ** 2 * items.length)]
  if (item === undefined) return undefined
  const { path } = item
  const nth = items.filter((other) => other.path === path).indexOf(item)
  return { path, nth, back: random.chance(0.2) ? 1 : 0, isAlone: random.chance(0.2) }
}

/** The version that the person knows to be the current one, of a deleted file the last one. */
function baseOf(revisions: RevisionList['revisions']): Pick<Target, 'base'> {
  const last = revisions.find((revision) => revision.current) ?? revisions[0]
  return last === undefined ? {} : { base: last.revisionId }
}

function browserOf(accountId: Caller['accountId']): Caller {
  const common = { kind: 'session', accountId, deviceId: null, tokenHash: '' } as const
  return { ...common, deviceName: 'a browser', actorId: 'b'.repeat(32) }
}
