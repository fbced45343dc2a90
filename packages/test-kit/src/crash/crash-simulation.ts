import { formatBlockId } from '@tidemark/protocol'
import { SeededRandom } from '../clock/seeded-random.js'
import { nodeHashing } from '../remote/node-hashing.js'
import { MemoryStateStore } from '../state/memory-state-store.js'
import { type AnyCrashPoint, CRASH_POINTS } from './crash-points.js'
import { CRASH_SCRIPT, type CrashPhase, prepareDisk } from './crash-script.js'
import { CrashWorld, type MortalDevice } from './crash-world.js'
import { ProcessEnd, type ProcessLife } from './process-end.js'
import { findDamage, syncOrRestart, textsOf } from './recovery.js'

/** One run of the crash matrix. */
export interface CrashCase {
  readonly point: AnyCrashPoint
  readonly seed: number
  /** A kill leaves what was written; a power cut takes what was not flushed, and tears files. */
  readonly end: 'kill' | 'power cut'
}

/** How a run ended. `isReached` false = nobody came by the point. */
export interface CrashResult {
  readonly isReached: boolean
  readonly problems: readonly string[]
}

/** How often the script without a crash comes by each point. */
export type PassCounts = ReadonlyMap<AnyCrashPoint, number>

/** Chance that a power cut takes the state file back to an older state, too (E86). */
const ROLLBACK_CHANCE = 0.3

/** Runs the script without a crash and counts. @throws Error when it does not end well */
export async function countPasses(): Promise<PassCounts> {
  const counts = new Map<AnyCrashPoint, number>()
  const run = await CrashRun.open(1)
  run.world.onPoint = (point) => counts.set(point, (counts.get(point) ?? 0) + 1)
  await run.play()
  const problems = await findDamage(run.world, run.written)
  if (problems.length > 0) throw new Error(`without a crash: ${problems.join('; ')}`)
  return counts
}

/**
 * Plays the script and ends the process that comes by the point, at an occurrence that the seed
 * chooses; then everything is started again and must be as if nothing had happened.
 */
export async function runCrash(
  { point, seed, end }: CrashCase,
  counts: PassCounts,
): Promise<CrashResult> {
  const random = new SeededRandom(seed * 7919 + point.charCodeAt(0) * 31 + Number(point.slice(1)))
  const run = await CrashRun.open(seed)
  const { world } = run
  const chance = (count: number): number => random.below(count)
  world.server.segments.chance = end === 'power cut' ? chance : undefined
  let left = 1 + random.below(counts.get(point) ?? 1)
  let isReached = false
  world.onPoint = (passed, life: ProcessLife) => {
    if (passed !== point || --left !== 0) return
    isReached = true
    life.end(point)
  }
  const dead = await run.play()
  if (dead !== undefined && end === 'power cut') {
    dead.device.fs.cutPower(chance)
    if (random.chance(ROLLBACK_CHANCE)) dead.device.useState(run.olderState(dead))
  }
  return { isReached, problems: await findDamage(world, run.written) }
}

class CrashRun {
  readonly world: CrashWorld
  readonly written = new Set<string>()
  readonly #states = new Map<MortalDevice, MemoryStateStore>()

  private constructor(world: CrashWorld) {
    this.world = world
  }

  static async open(seed: number): Promise<CrashRun> {
    const world = await CrashWorld.open(seed)
    prepareDisk(world.a.device.disk)
    for (const mortal of [world.a, world.b, world.a]) await syncOrRestart(world, mortal)
    await storeGarbage(world)
    return new CrashRun(world)
  }

  /** Plays until the end or until a device dies; returns that device. */
  async play(): Promise<MortalDevice | undefined> {
    for (const phase of CRASH_SCRIPT) {
      this.#remember()
      phase.change(this.world)
      // Of what was saved a moment ago power-cut.test.ts tells; here it is about what we do with it.
      for (const { device } of this.world.devices) device.disk.journal.flushAll()
      for (const text of await textsOf(this.world)) this.written.add(text)
      const dead = await this.#run(phase)
      if (dead !== undefined) return dead
    }
    return undefined
  }

  olderState(mortal: MortalDevice): MemoryStateStore {
    return this.#states.get(mortal) ?? new MemoryStateStore()
  }

  async #run({ runs }: CrashPhase): Promise<MortalDevice | undefined> {
    for (const who of runs) {
      if (who === 'cleanup') {
        // Whoever runs it is told that the server ended, and asks again another day.
        await this.world.server.cleanUp(this.world.space).catch(() => undefined)
        continue
      }
      const error = await syncOrRestart(this.world, this.world[who])
      if (error instanceof ProcessEnd) return this.world[who]
    }
    return undefined
  }

  #remember(): void {
    for (const mortal of this.world.devices) {
      const copy = new MemoryStateStore()
      mortal.device.store.copyTo(copy)
      this.#states.set(mortal, copy)
    }
  }
}

/** Blocks that no version will ever name, for the cleanup. */
async function storeGarbage({ server, space }: CrashWorld): Promise<void> {
  const caller = server.newDevice(space, 'one that gave up')
  for (let i = 0; i < 4; i++) {
    const bytes = new Uint8Array(3_000).fill(i + 1)
    const blockId = formatBlockId(nodeHashing.sha256(bytes))
    await server.storeBlocks(caller, space, [{ blockId, kind: 'data', bytes }])
  }
}

/** Points that the simulation has no counterpart of, and why. */
const UNSIMULATED_POINTS: Readonly<Partial<Record<AnyCrashPoint, string>>> = {
  U01: 'tables in memory have no schema; the real server is killed there',
}

/** Every point that the simulation must come by. */
export function simulatedPoints(): AnyCrashPoint[] {
  // Keys of an object literal are exactly the names of its type.
  const all = Object.keys(CRASH_POINTS) as AnyCrashPoint[]
  return all.filter((point) => UNSIMULATED_POINTS[point] === undefined)
}
