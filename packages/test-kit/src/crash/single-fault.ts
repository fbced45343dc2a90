import { AppError } from '@tidemark/protocol'
import { type DiskErrno, DiskError } from '../filesystem/disk-error.js'
import { CrashWorld, type PortCall } from './crash-world.js'
import type { FaultScenario } from './fault-scenarios.js'
import { findDamage, syncOrRestart, textsOf } from './recovery.js'

/** What a scenario does when nothing fails. */
export interface Reference {
  /** Every call of the engines to their ports, in order. */
  readonly calls: readonly PortCall[]
  /** What both devices show in the end. */
  readonly outcome: string
}

/** One fault: the call of that number fails in that way. */
export interface SingleFault {
  readonly callIndex: number
  readonly kind: string
}

/** A read-only call fails as a file that may not be read does, a write as a full disk. */
const DISK_READS = /^(probeRoot|list|stat|openRead|read|flush)$/

/** Runs a scenario without faults. @throws Error when that alone goes wrong */
export async function runReference(scenario: FaultScenario): Promise<Reference> {
  const calls: PortCall[] = []
  const run = await SingleFaultRun.open(scenario)
  run.world.onCall = (call) => calls.push(call)
  await run.sync()
  const problems = await run.findDamage()
  if (problems.length > 0) throw new Error(`${scenario.name}: ${problems.join('; ')}`)
  return { calls, outcome: run.outcome() }
}

/** The ways in which a call can fail: a lost request and a lost answer are calls of their own. */
export function kindsOf({ port, name }: PortCall): readonly string[] {
  if (port === 'network') return ['lost']
  if (port === 'state') return ['throws']
  return DISK_READS.test(name) ? ['EIO', 'EACCES'] : ['EIO', 'ENOSPC']
}

/** Runs a scenario with one fault and tells what is wrong after the next cycles (PS219). */
export async function runSingleFault(
  scenario: FaultScenario,
  reference: Reference,
  { callIndex, kind }: SingleFault,
): Promise<string[]> {
  const run = await SingleFaultRun.open(scenario)
  let index = 0
  run.world.onCall = (call) => {
    if (index++ === callIndex) throw errorOf(call, kind)
  }
  await run.sync()
  const problems = await run.findDamage()
  const outcome = run.outcome()
  if (!scenario.isRace && outcome !== reference.outcome) {
    problems.push(`ends as ${outcome} instead of ${reference.outcome}`)
  }
  return problems
}

function errorOf({ port, name }: PortCall, kind: string): Error {
  if (port === 'network') return new AppError('server_unreachable')
  if (port === 'state') return new Error(`the state file fails at ${name}`)
  // `kindsOf` gave it.
  return new DiskError(kind as DiskErrno, name)
}

class SingleFaultRun {
  readonly world: CrashWorld
  readonly #written: ReadonlySet<string>

  private constructor(world: CrashWorld, written: ReadonlySet<string>) {
    this.world = world
    this.#written = written
  }

  /** A world in which the change is made and nobody has looked at it yet. */
  static async open({ before, change }: FaultScenario): Promise<SingleFaultRun> {
    const world = await CrashWorld.open(1)
    const { a, b } = world
    a.device.disk.write('keep', 'never changes')
    before(a.device.disk)
    for (const mortal of [a, b, a]) await syncOrRestart(world, mortal)
    const written = await textsOf(world)
    change(a.device.disk, b.device.disk)
    for (const text of await textsOf(world)) written.add(text)
    return new SingleFaultRun(world, written)
  }

  async sync(): Promise<void> {
    const { a, b } = this.world
    for (const mortal of [a, b, a]) await syncOrRestart(this.world, mortal)
  }

  async findDamage(): Promise<string[]> {
    return await findDamage(this.world, this.#written)
  }

  outcome(): string {
    return JSON.stringify(this.world.a.device.contents())
  }
}
