import { expect } from 'vitest'
import { ManualClock } from '../clock/manual-clock.js'
import { SeededRandom } from '../clock/seeded-random.js'
import { MemoryServer, type MemorySpace } from '../remote/memory-server.js'
import { SyncDevice, type SyncDeviceOptions } from './sync-device.js'

/** Two devices with a folder each, on one space. */
export interface Pair {
  readonly clock: ManualClock
  readonly server: MemoryServer
  readonly space: MemorySpace
  readonly a: SyncDevice
  readonly b: SyncDevice
}

export async function makePair(
  seed = 1,
  options: Pick<SyncDeviceOptions, 'adjust'> = {},
): Promise<Pair> {
  const clock = new ManualClock()
  const server = new MemoryServer(clock, new SeededRandom(seed))
  const space = await server.createSpace()
  const common = { clock, server, space, ...options }
  const a = new SyncDevice({ ...common, name: 'Alpha', seed: seed + 1000 })
  const b = new SyncDevice({ ...common, name: 'Beta', seed: seed + 2000 })
  return { clock, server, space, a, b }
}

/** Syncs in turns until both have seen what the other did. */
export async function syncBoth({ a, b }: Pair): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await a.sync()
    await b.sync()
  }
}

/** Both show the same, and one more cycle does nothing at all (I1, I6). */
export async function expectSame(pair: Pair, contents?: Record<string, string>): Promise<void> {
  await syncBoth(pair)
  const { a, b } = pair
  if (contents !== undefined) expect(a.contents()).toEqual(contents)
  expect(b.contents()).toEqual(a.contents())
  const before = [a, b].map(({ remote }) => ({ ...remote.counts }))
  const writes: string[] = []
  for (const { fs } of [a, b]) {
    fs.beforeCall = ({ step, path }) => {
      if (/^(makeFolder|move|moveToTrash|stage|place|setMetadata|read)/.test(step)) {
        writes.push(`${step} ${path}`)
      }
    }
  }
  await a.sync()
  await b.sync()
  for (const { fs } of [a, b]) fs.beforeCall = () => undefined
  expect(writes).toEqual([])
  expect([a, b].map(({ remote }) => ({ ...remote.counts }))).toEqual(before)
  for (const { store } of [a, b]) {
    expect(store.dirtyCount()).toBe(0)
    expect(store.held(10)).toEqual([])
  }
}
