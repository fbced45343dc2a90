import { AppError } from '@tidemark/protocol'
import { comeToRest, describeUnrest, REST_WITHIN_MS } from './quiescence.js'
import { show } from './sight.js'
import type { World } from './world.js'

/** Lets the world come to rest and looks at what became of everything. */
export async function checkEnd(world: World): Promise<void> {
  const tookMs = await comeToRest(world)
  if (tookMs === undefined) {
    world.report(`I11: no rest after ${REST_WITHIN_MS / 1000} s: ${describeUnrest(world)}`)
    return
  }
  world.note(`at rest after ${Math.round(tookMs / 1000)} s`)
  checkSame(world)
  checkCherished(world)
  await checkServer(world)
  await checkIdle(world)
}

/** I1: all devices show the same. */
function checkSame(world: World): void {
  const [first, ...others] = world.devices
  if (first === undefined) return
  const expected = first.contents()
  for (const other of others) {
    const differences = differencesOf(expected, other.contents())
    if (differences.length > 0) {
      world.report(`I1: ${first.name} and ${other.name} differ in ${differences.join(', ')}`)
    }
  }
}

function differencesOf(one: Record<string, string>, two: Record<string, string>): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(two)])]
    .filter((path) => one[path] !== two[path])
    .slice(0, 5)
    .map((path) => `${path} (${showAt(one, path)} / ${showAt(two, path)})`)
}

function showAt(contents: Record<string, string>, path: string): string {
  const text = contents[path]
  return text === undefined ? 'absent' : show(text)
}

/** I2: what nobody who had seen it gave up is live. */
function checkCherished(world: World): void {
  const live = new Set(world.devices.flatMap((device) => Object.values(device.contents())))
  for (const { text, device, path } of world.ledger.cherished()) {
    if (!live.has(text)) world.report(`I2: ${show(text)}, written by ${device} as ${path}, is gone`)
  }
}

/** I7, I8, I9: the server's tree is valid, all versions can be read, devices know the same tree. */
async function checkServer(world: World): Promise<void> {
  const { server, space } = world
  const { metadata } = server.observed
  const revisions = await metadata.read((tx) => tx.listRevisionPage(space.spaceId, '', 1_000_000))
  for (const { content, nodeId } of revisions) {
    try {
      const text = await server.observed.readText(space, content)
      if (!world.ledger.isKnown(text)) world.report(`I4: a version of ${nodeId} is ${show(text)}`)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      world.report(`I8: a version of ${nodeId} cannot be read: ${error.code}`)
    }
  }
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
  const after = world.devices.map(({ remote }) => JSON.stringify(remote.counts))
  if (before.join() !== after.join()) world.report('I6: a further cycle sends or fetches something')
  const writes = changes.filter((what) => !what.includes('sweepStaged') && !what.endsWith('flush '))
  if (writes.length > 0) world.report(`I6: a further cycle changes the disk: ${writes[0]}`)
}
