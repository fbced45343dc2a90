import type { SimulatedDevice } from './simulated-device.js'
import type { World } from './world.js'

/**
 * After the faults have stopped everything has to be at rest within this time (I11). A request that
 * was delayed before and that somebody waits for is a fault until it arrives (seed 308064).
 */
const REST_WITHIN_MS = 120_000
/**
 * And longer by this for each file of a crowd: in batches of one, on the slowest disk (200 ms a call)
 * and network, a file takes some thirty calls and six requests (seeds 31043, 33755: 7.5 s each).
 */
const REST_PER_FILE_MS = 10_000
/** And longer by so many calls of the slowest disk for each thing that somebody did (seed 639023). */
const CALLS_PER_DEED = 10
/** Where engines wait as long for the next try as people's do: minutes at a time. */
const PATIENT_REST_WITHIN_MS = 900_000
/** And with this many requests for each thing that somebody did. */
const REQUESTS_PER_DEED = 20
const LOOK_EVERY_MS = 1_000

/** How the world came to rest, or that it did not. */
export interface Rest {
  readonly isReached: boolean
  /** From the end of the last fault. */
  readonly tookMs: number
  /** Requests of all devices, polls included. */
  readonly requestCount: number
}

/** Ends all faults and lets time pass until everybody is at rest, or should long have been. */
export async function comeToRest(world: World): Promise<Rest> {
  world.faults.isOn = false
  world.note('all faults end')
  for (const device of world.devices) {
    device.isOnline = true
    device.line.unclog()
    device.plugIn()
    if (!device.isAlive) device.start()
    device.engine.resume()
  }
  const { longestRetryMs, deedCount, crowdSize = 0 } = world.parameters
  const mostRequests = REQUESTS_PER_DEED * (deedCount + crowdSize)
  const usualMs = longestRetryMs === undefined ? PATIENT_REST_WITHIN_MS : REST_WITHIN_MS
  const slowestMs = Math.max(...world.parameters.devices.map(({ diskMs }) => diskMs))
  const deedsMs = deedCount * CALLS_PER_DEED * slowestMs
  const withinMs = usualMs + deedsMs + crowdSize * REST_PER_FILE_MS
  const arrivals = world.devices.map(({ delayedUntilMs }) => delayedUntilMs)
  const startMs = Math.max(world.scheduler.nowMs, ...arrivals)
  const before = world.requestCount
  for (;;) {
    await world.scheduler.run(world.scheduler.nowMs + LOOK_EVERY_MS, () => false)
    const tookMs = Math.max(0, world.scheduler.nowMs - startMs)
    const requestCount = world.requestCount - before
    const isBusy = requestCount > mostRequests
    const isReached = !isBusy && (await isAtRest(world))
    if (isReached || isBusy || tookMs >= withinMs) return { isReached, tookMs, requestCount }
    for (const device of world.devices) decide(world, device)
  }
}

/** What a person does whom an engine asks. */
function decide(world: World, device: SimulatedDevice): void {
  const { engine } = device
  const { heldDeletes, error } = engine.status()
  if (heldDeletes.here + heldDeletes.there > 0) device.approveDeletes()
  // The folder was linked anew while another stood in its place, or never marked.
  if (error === 'folder_replaced' || error === 'folder_missing') {
    world.hasForgotten = true
    engine.adoptFolder()
  }
}

async function isAtRest(world: World): Promise<boolean> {
  if (!world.devices.every(isDeviceAtRest)) return false
  if (world.requestsUnderWay > 0) return false
  const { metadata } = world.server.observed
  const space = await metadata.read((tx) => tx.findSpace(world.space.spaceId))
  return world.devices.every(({ store }) => store.journal()?.headSeq === space?.headSeq)
}

/**
 * Nothing is left to do but for folders that stay because of what is ignored in them (E52). An
 * engine that misses its folder has nothing pending either and waits for a person: that is no rest.
 */
function isDeviceAtRest({ isAlive, engine, store }: SimulatedDevice): boolean {
  const { isSettled, state, error, pendingCount } = engine.status()
  if (!isAlive || isSettled) return isAlive
  const pending = store.dirty(Number.MAX_SAFE_INTEGER, pendingCount)
  const kept = new Set(
    store.held(1_000).flatMap(({ code, nodeId }) => (code === 'folder_kept' ? [nodeId] : [])),
  )
  return (
    state === 'attention' &&
    error === undefined &&
    pending.length > 0 &&
    pending.every(({ nodeId }) => kept.has(nodeId))
  )
}

/** Why the world does not come to rest, for a report. */
export function describeUnrest(world: World): string {
  return world.devices
    .map(({ name, engine, store }) => {
      const { state, error, pendingCount, heldCount } = engine.status()
      const pending = store
        .dirty(Number.MAX_SAFE_INTEGER, 3)
        .map(({ nodeId }) => store.localPath(nodeId) ?? store.remotePath(nodeId) ?? nodeId)
      const held = store.held(3).map(({ path, code, detail }) => `${path}: ${code} ${detail}`)
      return `${name} is ${state} ${error ?? ''}, ${pendingCount} pending (${pending.join(', ')}), ${heldCount} held (${held.join(', ')})`
    })
    .join('; ')
}
