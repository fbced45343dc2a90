import { createHash } from 'node:crypto'
import type { AnyCrashPoint } from '@tidemark/test-kit'
import { Child, runCommand } from './child.js'
import { type Change, writeFiles } from './crash-changes.js'
import { BEFORE, CRASH_WAYS, type CrashWay } from './crash-ways.js'
import type { DeviceProcess } from './device-process.js'
import { eventually } from './eventually.js'
import { crashHook, executable } from './executable.js'
import type { Stack } from './stack.js'
import { readTree } from './tree.js'

type Way<V> = Extract<CrashWay, { readonly victim: V }>

/** A process that can be killed at a crash point. */
interface Victim {
  readonly crash: { set(point: string, count?: number): void; clear(): void }
  readonly child: Child
  start(): Promise<void>
  stop(): Promise<void>
}

/** How long a victim may take to come by its point before the way there counts as closed. */
const REACH_MS = 60_000
/** Pause before what leads to the point is done once more; everybody comes to rest meanwhile. */
const AGAIN_MS = 5_000

/**
 * Kills a process of the stack at `point`, starts it again and waits until both devices show the
 * same, with everything that was written in it.
 * @param count the process is killed the count-th time it comes by
 */
export async function crashAt(
  stack: Stack,
  point: AnyCrashPoint,
  tag: string,
  count = 1,
): Promise<void> {
  const way = CRASH_WAYS[point]
  const run = new CrashRun(stack, point, tag, count)
  switch (way.victim) {
    case 'sender':
      return await run.sender(way)
    case 'receiver':
      return await run.receiver(way)
    case 'loser':
      return await run.loser(way)
    case 'server':
      return await run.server(way)
    case 'cleanup':
      return await run.cleanup()
    case 'first start':
      return await killFirstStart(stack.temp.join(`first start ${tag}`), point, count)
  }
}

class CrashRun {
  readonly #stack: Stack
  readonly #point: AnyCrashPoint
  readonly #tag: string
  readonly #count: number
  readonly #written: Buffer[] = []
  #tries = 0

  constructor(stack: Stack, point: AnyCrashPoint, tag: string, count: number) {
    this.#stack = stack
    this.#point = point
    this.#tag = tag
    this.#count = count
  }

  async sender({ change }: Way<'sender'>): Promise<void> {
    const sender = this.#stack.device('desktop')
    await this.#kill(sender, () => this.#change(sender, change))
    await this.#expectAll()
  }

  async receiver({ change, away }: Way<'receiver'>): Promise<void> {
    const [sender, receiver] = [this.#stack.device('laptop'), this.#stack.device('desktop')]
    if (change !== writeFiles) {
      this.#change(sender, BEFORE)
      await this.#stack.converged()
    }
    if (away) {
      await receiver.stop()
      this.#change(sender, change)
      await this.#sent('laptop')
      receiver.crash.set(this.#point, this.#count)
      await receiver.start()
      await this.#kill(receiver)
    } else await this.#kill(receiver, () => this.#change(sender, change))
    await this.#expectAll({ isGone: change !== writeFiles })
  }

  async loser({ winning, losing }: Way<'loser'>): Promise<void> {
    const [winner, loser] = [this.#stack.device('laptop'), this.#stack.device('desktop')]
    this.#change(winner, BEFORE)
    await this.#stack.converged()
    this.#written.length = 0
    await loser.stop()
    this.#change(winner, winning)
    this.#change(loser, losing)
    await this.#sent('laptop')
    loser.crash.set(this.#point, this.#count)
    await loser.start()
    await this.#kill(loser)
    await this.#expectAll()
  }

  async server({ restarted }: Way<'server'>): Promise<void> {
    const { server } = this.#stack
    if (restarted) {
      await server.stop()
      await server.start()
    }
    const sender = this.#stack.device('laptop')
    await this.#kill(server, () => this.#change(sender, writeFiles))
    await this.#expectAll()
  }

  /** A server that was killed at S04 leaves a segment without records: something to clean up. */
  async cleanup(): Promise<void> {
    await new CrashRun(this.#stack, 'S04', `${this.#tag} before`, 1).server(CRASH_WAYS.S04 as never)
    const { server } = this.#stack
    await server.stop()
    const script = executable('apps/server', 'tidemark-server')
    const run = (command: string, env = {}) =>
      runCommand(script, [command, '--data', server.dataFolder], '', env)
    const killed = await run('gc', crashHook(`${this.#point}:${this.#count}`))
    if (killed.code !== -1) throw new Error(`${this.#point} was not reached: ${killed.stdout}`)
    for (const command of ['gc', 'check']) {
      const { code, stdout, stderr } = await run(command)
      if (code !== 0) throw new Error(`${command} after ${this.#point}: ${stdout}${stderr}`)
    }
    await server.start()
    const sender = this.#stack.device('laptop')
    this.#change(sender, writeFiles)
    await this.#expectAll()
  }

  /** Waits until the device has looked at its folder and sent what it found. */
  async #sent(name: string): Promise<void> {
    const { code, stderr } = await this.#stack.device(name).cli('sync')
    if (code !== 0) throw new Error(`${name} could not sync: ${stderr}`)
    await this.#stack.eventuallySettled(name)
  }

  #change(device: DeviceProcess, change: Change): void {
    const tag = this.#tries === 0 || change === BEFORE ? this.#tag : `${this.#tag} ${this.#tries}`
    if (change === writeFiles) this.#tries++
    this.#written.push(...change(device.folder, tag))
  }

  /** Waits until the victim is dead and starts it again. `lead` is done until then. */
  async #kill(victim: Victim, lead?: () => void): Promise<void> {
    if (lead !== undefined) victim.crash.set(this.#point, this.#count)
    lead?.()
    let againAtMs = Date.now() + AGAIN_MS
    await eventually(
      `death at ${this.#point}`,
      () => {
        if (!victim.child.isRunning) return true
        if (Date.now() > againAtMs && this.#tries > 0) {
          lead?.()
          againAtMs = Date.now() + AGAIN_MS
        }
        return undefined
      },
      { timeoutMs: REACH_MS, everyMs: 20 },
    ).catch(async (error: unknown) => {
      throw new Error(`${error}\n${await this.#stack.report()}`)
    })
    victim.crash.clear()
    await victim.start()
  }

  async #expectAll({ isGone = false } = {}): Promise<void> {
    await this.#stack.converged()
    const tree = await readTree(this.#stack.device('desktop').folder)
    const hashes = new Set([...tree.values()].map((what) => what.split(' ')[0]))
    // Contents of the tree that the change took away are only in the history.
    const expected = isGone ? this.#written.slice(2) : this.#written
    const edited = lastVersions(expected)
    for (const bytes of edited) {
      const hash = createHash('sha256').update(bytes).digest('hex')
      if (!hashes.has(hash)) throw new Error(`content lost at ${this.#point}: ${hash}`)
    }
  }
}

/** The versions of `edited often.bin` but for the newest lie in the history. */
function lastVersions(written: readonly Buffer[]): readonly Buffer[] {
  const isEdited = ({ length }: Buffer): boolean => length === 30_000
  const newest = written.findLast(isEdited)
  return written.filter((bytes) => !isEdited(bytes) || bytes === newest)
}

/** Kills a server while it makes its database and expects the next start to go on. */
async function killFirstStart(folder: string, point: string, count: number): Promise<void> {
  const script = executable('apps/server', 'tidemark-server')
  const args = ['serve', '--data', folder, '--port', '0', '--json']
  const killed = await runCommand(script, args, '', crashHook(`${point}:${count}`))
  if (killed.code !== -1) throw new Error(`${point} was not reached: ${killed.stderr}`)
  const { child } = await Child.start(script, args)
  await child.stop()
}
