import { type FileContent, TEMP_NAME_PREFIX } from '@tidemark/protocol'
import type { MemoryDisk } from '../filesystem/memory-disk.js'
import { checkAfterwards } from './afterwards.js'
import { COPY_NAME } from './ledger.js'
import { comeToRest, describeUnrest } from './quiescence.js'
import { checkSelection } from './selections.js'
import { checkJournal, checkTree, checkVersions } from './server-checks.js'
import { show } from './sight.js'
import type { SimulatedDevice } from './simulated-device.js'
import { syncedContents } from './synced-contents.js'
import type { World } from './world.js'

const TWO_DAYS_MS = 2 * 86_400_000

/** Lets the world come to rest and looks at what became of everything. */
export async function checkEnd(world: World): Promise<void> {
  if (!(await rest(world))) return
  if (!(await selectAll(world))) return
  checkSame(world)
  checkCherished(world)
  checkCopies(world)
  await checkTree(world)
  await checkVersions(world)
  await checkJournal(world)
  await checkIdle(world)
  if (world.problems.length > 0) return
  await checkAfterwards(world, async () => {
    if (await rest(world)) checkSame(world)
  })
  if (world.problems.length === 0) await checkSwept(world)
}

/** Everybody wants everything in the end: what was deselected comes back as it is by now. */
async function selectAll(world: World): Promise<boolean> {
  checkSelection(world)
  if (world.devices.every(({ deselected }) => deselected.size === 0)) return true
  for (const device of world.devices) device.selectAll()
  return await rest(world)
}

/** I11. Returns whether there is rest. */
async function rest(world: World): Promise<boolean> {
  const { isReached, tookMs, requestCount } = await comeToRest(world)
  const effort = `${Math.round(tookMs / 1000)} s and ${requestCount} requests`
  if (isReached) world.note(`at rest after ${effort}`)
  else world.report(`I11: no rest after ${effort}: ${describeUnrest(world)}`)
  return isReached
}

/** I1: all devices show the same. */
function checkSame(world: World): void {
  const [first, ...others] = world.devices
  if (first === undefined) return
  const expected = syncedContents(first)
  for (const other of others) {
    const differences = differencesOf(expected, syncedContents(other))
    if (differences.length > 0) {
      const where = differences.slice(0, 5).map(({ text }) => text)
      world.report(`I1: ${first.name} and ${other.name} differ in ${where.join(', ')}`)
    }
  }
}

function differencesOf(
  one: Map<string, string>,
  two: Map<string, string>,
): { readonly path: string; readonly text: string }[] {
  return [...new Set([...one.keys(), ...two.keys()])]
    .filter((path) => one.get(path) !== two.get(path))
    .map((path) => ({ path, text: `${path} (${showAt(one, path)} / ${showAt(two, path)})` }))
}

function showAt(contents: Map<string, string>, path: string): string {
  const text = contents.get(path)
  return text === undefined ? 'absent' : show(text)
}

/** I2: what nobody who had seen it gave up is live. */
function checkCherished(world: World): void {
  const live = new Set(world.devices.flatMap((device) => Object.values(device.contents())))
  for (const { text, origin } of world.ledger.cherished()) {
    if (!live.has(text)) world.report(`I2: ${show(text)}, ${origin}, is gone`)
  }
}

/**
 * I5: no copy of what another file shows, too. A device that forgot a rename cannot know better, what
 * a person called a copy was made by no conflict, and what was moved by halves may stay at both places.
 */
function checkCopies(world: World): void {
  const [device] = world.devices
  if (device === undefined || world.hasForgotten) return
  const contents = device.contents()
  for (const [path, text] of Object.entries(contents)) {
    const isCopy = COPY_NAME.test(path.slice(path.lastIndexOf('/') + 1))
    if (!isCopy || world.parameters.names.some((name) => COPY_NAME.test(name))) continue
    if (text === '' || world.ledger.mayBeTwice(text)) continue
    if (world.ledger.halfHeardMoves.has(text, contentAt(device, path))) continue
    const equal = Object.entries(contents).filter(
      ([other, otherText]) => other !== path && otherText === text,
    )
    if (equal.length > 0) world.report(`I5: ${path} is equal to ${equal[0]?.[0]}`)
  }
}

/** What the device has read of the file at this path on its disk. */
function contentAt({ disk, store }: SimulatedDevice, path: string): FileContent | undefined {
  const inode = disk.find(path)?.inode
  const nodes = inode === undefined ? [] : store.local.byInode(inode.device, inode.number)
  return nodes.find(({ content }) => content !== undefined)?.content
}

/** I6: one more look at everything does nothing. */
async function checkIdle(world: World): Promise<void> {
  const before = world.devices.map(({ remote }) => JSON.stringify(remote.counts))
  const changes: string[] = []
  world.onEngineChange = (device, what) => changes.push(`${device.name} ${what}`)
  for (const device of world.devices) {
    device.engine.hint('everything')
    device.engine.wakeRemote()
  }
  await world.scheduler.run(world.scheduler.nowMs + 60_000, () => false)
  world.onEngineChange = () => undefined
  const after = world.devices.map(({ remote }) => JSON.stringify(remote.counts))
  if (before.join() !== after.join()) world.report('I6: a further cycle sends or fetches something')
  const writes = changes.filter((what) => !what.includes('sweepStaged') && !what.endsWith('flush '))
  if (writes.length > 0) world.report(`I6: a further cycle changes the disk: ${writes[0]}`)
}

/** I12: what downloads left behind is gone after a day, and never was anybody else's file. */
async function checkSwept(world: World): Promise<void> {
  await world.scheduler.skip(TWO_DAYS_MS)
  for (const device of world.devices) device.start()
  if (!(await rest(world))) return
  for (const { name, disk } of world.devices) {
    const left = temporaryFiles(disk)
    if (left.length > 0) world.report(`I12: ${name} still has ${left[0]}`)
  }
}

function temporaryFiles(disk: MemoryDisk): string[] {
  const found: string[] = []
  const visit = (folder: string): void => {
    for (const { displayName, inode } of disk.get(folder).entries.values()) {
      const path = folder === '' ? displayName : `${folder}/${displayName}`
      if (displayName.startsWith(TEMP_NAME_PREFIX)) found.push(path)
      else if (inode.kind === 'folder') visit(path)
    }
  }
  visit('')
  return found
}
