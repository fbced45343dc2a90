import type { SimulatedDevice } from './simulated-device.js'
import type { World } from './world.js'

/** After the faults have stopped everything has to be at rest within this time (I11). */
export const REST_WITHIN_MS = 900_000
const LOOK_EVERY_MS = 1_000

/** Ends all faults and lets time pass until everybody is at rest. Returns how long that took. */
export async function comeToRest(world: World): Promise<number | undefined> {
  world.faults.isOn = false
  world.note('all faults end')
  for (const device of world.devices) {
    device.isOnline = true
    device.plugIn()
    if (!device.isAlive) device.start()
    device.engine.resume()
  }
  const startMs = world.scheduler.nowMs
  while (world.scheduler.nowMs - startMs < REST_WITHIN_MS) {
    await world.scheduler.run(world.scheduler.nowMs + LOOK_EVERY_MS, () => false)
    if (await isAtRest(world)) return world.scheduler.nowMs - startMs
    for (const device of world.devices) {
      const { heldDeletes, error } = device.engine.status()
      if (heldDeletes.here + heldDeletes.there > 0) device.engine.approveDeletes()
      // The folder was linked anew while another stood in its place, or never marked.
      if (error === 'folder_replaced' || error === 'folder_missing') {
        world.hasForgotten = true
        device.engine.adoptFolder()
      }
    }
  }
  return undefined
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
