import { AppError } from '@tidemark/protocol'
import { diskContents, trashContents } from '../filesystem/disk-contents.js'
import type { CrashWorld, MortalDevice } from './crash-world.js'

/** Rounds in which both devices sync in turn before they count as never coming to rest. */
const MOST_ROUNDS = 20
/** Longer than any held item waits for its next try. */
const ROUND_MS = 600_000

/** Syncs a device; when its process ends or fails it is started again. Returns what was thrown. */
export async function syncOrRestart(world: CrashWorld, mortal: MortalDevice): Promise<unknown> {
  try {
    await mortal.device.sync()
    return undefined
  } catch (error) {
    // An error without a code leaves the engine, and its process begins anew.
    if (!(error instanceof AppError)) world.restart(mortal)
    return error
  }
}

/** Every text that people wrote and that the world still has somewhere. */
export async function textsOf(world: CrashWorld): Promise<Set<string>> {
  const texts = await world.server.current.keptTexts(world.space)
  for (const { device } of world.devices) {
    for (const text of Object.values(diskContents(device.disk))) texts.add(text)
    for (const text of Object.values(trashContents(device.disk))) texts.add(text)
  }
  // Folders show as empty texts.
  texts.delete('')
  return texts
}

/**
 * Lets the devices sync without faults and tells what is wrong in the end: they must come to rest
 * and show the same (I1), keep every text of `written` (I2), do nothing in a further cycle (I6), and
 * leave the server without damage (I8).
 */
export async function findDamage(world: CrashWorld, written: Iterable<string>): Promise<string[]> {
  world.onPoint = () => undefined
  world.onCall = () => undefined
  const problems: string[] = []
  if (!(await comeToRest(world, problems))) problems.push('they do not come to rest')
  const [a, b] = world.devices.map(({ device }) => JSON.stringify(device.contents()))
  if (a !== b) problems.push(`different trees: ${a} and ${b}`)
  for (const { device } of world.devices) {
    for (const { path, code } of device.store.held(100)) problems.push(`held: ${path} ${code}`)
  }
  const kept = await textsOf(world)
  for (const text of written) if (!kept.has(text)) problems.push(`lost: ${text.slice(0, 60)}`)
  problems.push(...(await stirIn(world)))
  return problems
}

async function comeToRest(world: CrashWorld, problems: string[]): Promise<boolean> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    for (const mortal of world.devices) {
      const error = await syncOrRestart(world, mortal)
      if (error !== undefined) problems.push(`without faults: ${String(error)}`)
    }
    world.clock.advance(ROUND_MS)
    const isSettled = world.devices.every(({ device }) => device.store.dirtyCount() === 0)
    const [a, b] = world.devices.map(({ device }) => JSON.stringify(device.contents()))
    if (round >= 2 && isSettled && a === b) return true
  }
  return false
}

/** What a cycle does when nothing has changed. */
async function stirIn(world: CrashWorld): Promise<string[]> {
  const stir: string[] = []
  world.onCall = ({ port, name }) => {
    const isChange =
      (port === 'network' && /^(commit|uploadBlocks|readBlocks)/.test(name)) ||
      (port === 'disk' && /^(makeFolder|move|stage|place|setMetadata|read$)/.test(name))
    if (isChange) stir.push(`a further cycle does ${name}`)
  }
  for (const mortal of world.devices) await syncOrRestart(world, mortal)
  world.onCall = () => undefined
  return stir
}
