import { doStep } from './deed-steps.js'
import { CROWD_FOLDER } from './further-troubles.js'
import { RestoringPerson } from './restoring-person.js'
import { show } from './sight.js'
import type { SimulatedDevice } from './simulated-device.js'
import { syncedContents } from './synced-contents.js'
import type { World } from './world.js'

/**
 * What happens at rest has one right outcome each: a deletion that everybody sees stays one (I3) until
 * somebody brings back what went, and a server that goes back in time takes nothing from anybody (I14).
 */
export async function checkAfterwards(world: World, rest: () => Promise<void>): Promise<void> {
  const removed = await checkDeletionStays(world, rest)
  const isBroughtBack = world.dice.stream('bringing back afterwards').chance(0.25)
  if (removed !== undefined && isBroughtBack && world.problems.length === 0) {
    await checkBroughtBack(world, rest, removed)
  }
  if (world.problems.length === 0) await removeCrowd(world, rest)
  if (world.problems.length > 0 || !world.dice.stream('afterwards').chance(0.2)) return
  await checkRestore(world, rest)
}

/** A person waits no longer for the answers of the server, of which none is lost any more. */
const RESTORED_WITHIN_MS = 60_000

/** A file that is gone for good. */
interface Removed {
  readonly device: SimulatedDevice
  readonly path: string
  readonly text: string
}

async function checkDeletionStays(
  world: World,
  rest: () => Promise<void>,
): Promise<Removed | undefined> {
  const random = world.dice.stream('afterwards')
  const device = random.pick(world.devices)
  const before = syncedContents(device)
  // Where the disk spells a path in another way, the person would name another file.
  const onDisk = device.contents()
  const files = [...before].flatMap(([path, text]) =>
    !path.endsWith('/') && onDisk[path] === text ? [path] : [],
  )
  if (files.length === 0 || device.store.heldCount() > 0) return undefined
  const path = random.pick(files)
  const text = before.get(path) ?? ''
  world.note(`${device.name}: removes ${path} for good`)
  doStep(device.disk, world.ledger, device.name, ['remove', path])
  world.sight.remember(device)
  before.delete(path)
  await rest()
  const after = syncedContents(device)
  for (const item of itemsNotIn(before, after)) {
    world.report(`I3: ${show(item)} is back after a deletion`)
  }
  for (const item of itemsNotIn(after, before)) {
    world.report(`I2: the deletion of ${show(path)} took ${show(item)}`)
  }
  return { device, path, text }
}

/** It comes back whole, and nothing else does or goes. */
async function checkBroughtBack(
  world: World,
  rest: () => Promise<void>,
  { device, path, text }: Removed,
): Promise<void> {
  const before = syncedContents(device)
  const choice = { path, nth: 0, back: 0, isAlone: false }
  const event = { do: 'bring_back', from: 'trash', by: 'command', thinkMs: 1, choice } as const
  const random = world.dice.stream('bringing back afterwards')
  const done = new RestoringPerson(world).bringBack(device, event, random)
  let isDone = false
  done.then(
    () => {
      isDone = true
    },
    (error: unknown) => world.report(`I3: a restore failed: ${String(error)}`),
  )
  await world.scheduler.run(world.scheduler.nowMs + RESTORED_WITHIN_MS, () => isDone)
  await rest()
  const after = syncedContents(device)
  const back = itemsNotIn(before, after)
  if (back.length !== 1 || after.get(back[0] ?? '') !== text) {
    world.report(`I3: ${show(path)} was brought back, and there is ${show(back.join(', '))}`)
  }
  for (const item of itemsNotIn(after, before)) {
    world.report(`I2: the return of ${show(path)} took ${show(item)}`)
  }
}

/**
 * The paths of `contents` that are no item of `known`. An item is where it is and what it holds, but
 * for the name of an alias: a deletion sets names free, and who had an alias returns to his (E42). Where
 * two return to one name at once, the later one is called a copy.
 */
function itemsNotIn(known: Map<string, string>, contents: Map<string, string>): string[] {
  const left = [...known].map(itemOf)
  return [...contents].flatMap((entry) => {
    const found = left.indexOf(itemOf(entry))
    if (found >= 0) left.splice(found, 1)
    return found >= 0 ? [] : [entry[0]]
  })
}

function itemOf([path, text]: readonly [string, string]): string {
  return `${path.replaceAll(NOT_OWN_NAME, '').normalize()}\0${text}`
}

const NOT_OWN_NAME = / \((?:spelling conflict(?: \d+)?|conflicted copy, [^()]+)\)/g

/** So many deletes wait for a person on every side, which DeleteWatch looks at (I15). */
async function removeCrowd(world: World, rest: () => Promise<void>): Promise<void> {
  const device = world.dice.stream('crowds').pick(world.devices)
  const touched = doStep(device.disk, world.ledger, device.name, ['remove', CROWD_FOLDER])
  if (touched === undefined) return
  world.note(`${device.name}: removes the crowd`)
  world.sight.remember(device)
  await rest()
}

async function checkRestore(world: World, rest: () => Promise<void>): Promise<void> {
  const before = world.devices.map((device) => new Set(Object.values(device.contents())))
  if (!world.restoreServer()) return
  world.note('the server is restored')
  await rest()
  for (const [index, device] of world.devices.entries()) {
    const now = new Set(Object.values(device.contents()))
    for (const text of before[index] ?? []) {
      if (!now.has(text)) world.report(`I14: ${device.name} lost ${show(text)} to an old server`)
    }
  }
}
