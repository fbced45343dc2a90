import type { EngineDeps } from '@tidemark/sync-engine'
import { describe, expect, it } from 'vitest'
import {
  ManualClock,
  type MemoryDiskOptions,
  MemoryMetadataStore,
  MemoryServer,
  type MemorySpace,
  SeededRandom,
} from '../../src/index.js'
import { Computer } from './_computer.js'
import { perform, type Step } from './_steps.js'

/** Files by path; a path that ends in `/` is a folder. Conflicted copies are called `a (copy).txt`. */
export type Tree = Readonly<Record<string, string>>

/** Two computers on one space. */
export interface Office {
  readonly clock: ManualClock
  readonly server: MemoryServer
  readonly space: MemorySpace
  readonly here: Computer
  readonly there: Computer
  /** Operations and bytes of content that both have sent since the start. */
  sentOperations(): number
  sentBytes(): number
}

/** What holds at the end beyond the contents; the computers are equal and at rest. */
export type Check = (office: Office) => void | Promise<void>

/** One person changes something; the other computer follows. */
export interface OneSided {
  readonly start?: Tree
  readonly steps: readonly Step[]
  readonly end: Tree
  readonly check?: Check
}

/** Two people change something without knowing of each other; `here` reaches the server first. */
export interface TwoSided {
  readonly start?: Tree
  readonly here: readonly Step[]
  readonly there: readonly Step[]
  readonly end: Tree
  /** When `there` reaches the server first; as `end` when absent. */
  readonly endThereFirst?: Tree
  readonly check?: Check
}

/** What is special about the computer `here`. */
export interface HereOptions {
  /** Changes what its engine is given. */
  readonly adjustHere?: (deps: EngineDeps) => EngineDeps
  readonly diskHere?: (clock: ManualClock) => MemoryDiskOptions
  /** What the server writes to. */
  readonly metadata?: MemoryMetadataStore
}

/** Two computers that both have `start`. */
export async function makeOffice(start: Tree = {}, options: HereOptions = {}): Promise<Office> {
  const clock = new ManualClock()
  const { metadata = new MemoryMetadataStore() } = options
  const server = new MemoryServer(clock, new SeededRandom(1), { metadata })
  const space = await server.createSpace()
  const common = { clock, server, space }
  const { adjustHere = (deps) => deps, diskHere = () => ({}) } = options
  const own = { adjust: adjustHere, disk: diskHere(clock) }
  const here = new Computer({ ...common, ...own, name: 'Here', seed: 1001 })
  const there = new Computer({ ...common, name: 'There', seed: 2001 })
  const sent = (count: 'operations' | 'bytesUp'): number =>
    here.remote.counts[count] + there.remote.counts[count]
  const atStart = { operations: 0, bytesUp: 0 }
  const sentOperations = (): number => sent('operations') - atStart.operations
  const sentBytes = (): number => sent('bytesUp') - atStart.bytesUp
  const office = { clock, server, space, here, there, sentOperations, sentBytes }
  for (const [path, text] of Object.entries(start)) {
    if (path.endsWith('/')) here.disk.mkdir(path.slice(0, -1))
    else here.disk.write(path, text)
  }
  await syncAll(office)
  expect(there.contents()).toEqual(here.contents())
  atStart.operations = sent('operations')
  atStart.bytesUp = sent('bytesUp')
  return office
}

/** Scans and syncs in turns, as one does after a start, until both have seen everything. */
export async function syncAll({ here, there }: Office): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await here.sync()
    await there.sync()
  }
}

/**
 * Both computers show `end` and are at rest: one more cycle reads, writes and sends nothing (I1,
 * I6), nothing is held and no delete waits for an answer.
 */
export async function expectEnd(office: Office, end: Tree): Promise<void> {
  const { here, there } = office
  await syncAll(office)
  expect(here.tree()).toEqual(withFolders(end))
  expect(there.contents()).toEqual(here.contents())
  await expectRest(office)
}

/** One more cycle of both reads, writes and sends nothing, and nothing waits for anybody. */
export async function expectRest({ here, there }: Office): Promise<void> {
  const calls: string[] = []
  const counts = [here, there].map(({ remote }) => ({ ...remote.counts }))
  for (const { fs } of [here, there]) {
    fs.beforeCall = ({ step, path }) => {
      if (!/^(probeRoot|list|stat|sweepStaged)$/.test(step)) calls.push(`${step} ${path}`)
    }
  }
  await here.sync()
  await there.sync()
  for (const { fs } of [here, there]) fs.beforeCall = () => undefined
  expect(calls).toEqual([])
  expect([here, there].map(({ remote }) => ({ ...remote.counts }))).toEqual(counts)
  for (const { store, engine } of [here, there]) {
    expect(store.held(10)).toEqual([])
    expect(store.dirtyCount()).toBe(0)
    expect(engine.status().heldDeletes).toEqual({ here: 0, there: 0 })
  }
}

/** The tree with the folders that its paths imply, in order. */
export function withFolders(tree: Tree): Record<string, string> {
  const all = new Map(Object.entries(tree))
  for (const path of Object.keys(tree)) {
    for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) {
      all.set(path.slice(0, end + 1), '')
    }
  }
  return Object.fromEntries([...all].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/**
 * A scenario in which one person changes something, in all its variants:
 * - local to remote, stopped: the changing computer finds the outcome when it starts;
 * - local to remote, running: it hears of every step, with no time in between;
 * - remote to local, running: the other computer sees every step as one change of the server;
 * - remote to local, stopped: it was off and finds all of them in the journal.
 */
export function oneSided(title: string, { start, steps, end, check }: OneSided): void {
  const finish = async (office: Office): Promise<void> => {
    await expectEnd(office, end)
    await check?.(office)
  }
  describe(title, () => {
    it('local to remote, stopped', async () => {
      const office = await makeOffice(start)
      for (const step of steps) perform(office.here.disk, step)
      office.here.restart()
      await finish(office)
    })
    it('local to remote, running', async () => {
      const office = await makeOffice(start)
      const { here } = office
      await here.turnOn()
      for (const step of steps) await here.act(step)
      await here.rest()
      await here.turnOff()
      await finish(office)
    })
    it.each(['running', 'stopped'])('remote to local, %s', async (state) => {
      const office = await makeOffice(start)
      const { here, there } = office
      await there.turnOn()
      if (state === 'running') await here.turnOn()
      for (const step of steps) {
        await there.act(step)
        await there.rest()
        if (state === 'running') await here.rest()
      }
      await there.turnOff()
      await here.turnOff()
      await finish(office)
    })
  })
}

/**
 * A scenario in which two people change something at once, in all its variants: either side first
 * at the server, and both engines running (they see every step and cannot send yet) or stopped.
 */
export function twoSided(title: string, scenario: TwoSided): void {
  const { start, end, endThereFirst = end, check } = scenario
  describe(title, () => {
    for (const first of ['here', 'there'] as const) {
      const expected = first === 'here' ? end : endThereFirst
      it(`stopped, ${first} first`, async () => {
        const office = await makeOffice(start)
        for (const side of ['here', 'there'] as const) {
          for (const step of scenario[side]) perform(office[side].disk, step)
          office[side].restart()
        }
        await office[first].sync()
        await expectEnd(office, expected)
        await check?.(office)
      })
      it(`running, ${first} first`, async () => {
        const office = await makeOffice(start)
        await changeWhileOffline(office, scenario)
        const { here, there } = office
        const order = first === 'here' ? [here, there] : [there, here]
        for (const computer of [...order, ...order]) {
          computer.canSend = true
          await computer.rest()
        }
        for (const computer of order) await computer.turnOff()
        await expectEnd(office, expected)
        await check?.(office)
      })
    }
  })
}

async function changeWhileOffline(office: Office, scenario: TwoSided): Promise<void> {
  for (const side of ['here', 'there'] as const) {
    const computer = office[side]
    computer.canSend = false
    await computer.turnOn()
    for (const step of scenario[side]) await computer.act(step)
  }
}
