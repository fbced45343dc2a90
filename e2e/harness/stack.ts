import { readFile } from 'node:fs/promises'
import { DeviceProcess } from './device-process.js'
import { eventually } from './eventually.js'
import type { Program } from './executable.js'
import { ServerProcess } from './server-process.js'
import { TempFolder } from './temp-folder.js'
import { at, compareTrees, type Tree, TreeReader } from './tree.js'
import { WireProxy } from './wire-proxy.js'

export const LOGIN = 'ada'
export const PASSWORD = 'correct horse battery'

interface Waiting {
  readonly timeoutMs?: number
}

interface StackOptions {
  readonly devices: readonly string[]
  /** Data folder of the server; a temporary one by default. */
  readonly serverData?: string
  /** Settings of the server, as documented in its README. */
  readonly serverEnv?: Readonly<Record<string, string>>
  /** What to run instead of what `npm run build` made. */
  readonly programs?: { readonly tidemark: Program; readonly server: Program }
  /** Whether the processes can be killed at crash points. */
  readonly canCrash?: boolean
}

/** A server, a counting proxy before it, and devices that sync one space through it. */
export class Stack implements AsyncDisposable {
  readonly temp: TempFolder
  readonly server: ServerProcess
  readonly proxy: WireProxy
  readonly #devices = new Map<string, DeviceProcess>()
  readonly #trees = new TreeReader()
  readonly #tidemark: Program | undefined

  private constructor(
    temp: TempFolder,
    server: ServerProcess,
    proxy: WireProxy,
    tidemark: Program | undefined,
  ) {
    this.temp = temp
    this.server = server
    this.proxy = proxy
    this.#tidemark = tidemark
  }

  static async start({
    devices,
    serverData,
    serverEnv,
    programs,
    canCrash = false,
  }: StackOptions): Promise<Stack> {
    const temp = await TempFolder.make('e2e')
    const server = new ServerProcess(serverData ?? temp.join('server'), {
      ...programs?.server,
      env: { ...programs?.server.env, ...serverEnv },
    })
    server.crash.isEnabled = canCrash
    await server.start()
    const proxy = await WireProxy.start(server.url)
    const stack = new Stack(temp, server, proxy, programs?.tidemark)
    for (const name of devices) await stack.addDevice(name)
    return stack
  }

  /** Signs a new device in, as the first account when there is none, and links its folder. */
  async addDevice(name: string): Promise<DeviceProcess> {
    const device = new DeviceProcess(
      name,
      this.temp.join(name, 'profile'),
      this.temp.join(name, 'folder'),
      this.#tidemark,
    )
    const isFirst = this.#devices.size === 0
    this.#devices.set(name, device)
    device.crash.isEnabled = this.server.crash.isEnabled
    await device.start()
    const command = isFirst
      ? ['setup', this.proxy.url, '--code', this.server.setupCode]
      : ['login', this.proxy.url]
    const who = ['--login', LOGIN, '--device', name, '--password-stdin']
    const signedIn = await device.cliWithInput(`${PASSWORD}\n`, ...command, ...who)
    if (signedIn.code !== 0) throw new Error(`${name} could not sign in: ${signedIn.stderr}`)
    const linked = await device.cli('link', device.folder, '--space', 'Shared')
    if (linked.code !== 0) throw new Error(`${name} could not link: ${linked.stderr}`)
    return device
  }

  device(name: string): DeviceProcess {
    const device = this.#devices.get(name)
    if (device === undefined) throw new Error(`no device ${name}`)
    return device
  }

  /** Waits until all devices are settled and hold equal trees. */
  async converged({ timeoutMs = 60_000 }: Waiting = {}): Promise<void> {
    const devices = [...this.#devices.values()]
    let differences: string[] = []
    try {
      await eventually(
        'convergence',
        async () => {
          const states = await Promise.all(devices.map((device) => device.status()))
          if (!states.every(({ settled }) => settled)) return undefined
          const [first, ...others] = await Promise.all(
            devices.map(({ folder }) => this.#trees.read(folder)),
          )
          differences = others.flatMap((tree) => compareTrees(first ?? new Map(), tree))
          const after = await Promise.all(devices.map((device) => device.status()))
          return differences.length === 0 && after.every(({ settled }) => settled)
            ? true
            : undefined
        },
        { timeoutMs, everyMs: 200 },
      )
    } catch (error) {
      throw new Error(`${error}\n${differences.join('\n')}\n${await this.report()}`)
    }
  }

  async eventuallySettled(name: string, { timeoutMs = 60_000 }: Waiting = {}): Promise<void> {
    const probe = async () => ((await this.device(name).status()).settled ? true : undefined)
    await this.#eventually(`${name} settled`, probe, timeoutMs)
  }

  async eventuallyState(
    name: string,
    state: string,
    { timeoutMs = 60_000 }: Waiting = {},
  ): Promise<void> {
    const probe = async () =>
      (await this.device(name).status()).state === state ? true : undefined
    await this.#eventually(`${name} ${state}`, probe, timeoutMs)
  }

  async eventuallyTree(
    name: string,
    holds: (tree: Tree) => boolean,
    { timeoutMs = 60_000 }: Waiting = {},
  ): Promise<void> {
    const { folder } = this.device(name)
    const probe = async () => (holds(await this.#trees.read(folder)) ? true : undefined)
    await this.#eventually(`the expected tree on ${name}`, probe, timeoutMs)
  }

  async eventuallyFile(name: string, path: string, content: string): Promise<void> {
    const file = at(this.device(name).folder, path)
    const probe = async () => ((await readFile(file, 'utf8')) === content ? true : undefined)
    await this.#eventually(`${path} on ${name}`, probe, 60_000)
  }

  async eventuallyTreeAt(folder: string, holds: (tree: Tree) => boolean): Promise<void> {
    const probe = async () => (holds(await this.#trees.read(folder)) ? true : undefined)
    await this.#eventually(`the expected tree in ${folder}`, probe, 60_000)
  }

  /** Waits for anything else; `holds` may throw meanwhile. */
  async eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
    await this.#eventually(what, async () => ((await holds()) ? true : undefined), 60_000)
  }

  async #eventually(
    what: string,
    probe: () => Promise<true | undefined>,
    timeoutMs: number,
  ): Promise<void> {
    try {
      await eventually(what, probe, { timeoutMs, everyMs: 50 })
    } catch (error) {
      throw new Error(`${error}\n${await this.report()}`)
    }
  }

  /** Largest memory of each process so far. */
  async peakMemory(): Promise<Map<string, number>> {
    const peaks = new Map([['server', await this.server.child.peakMemoryBytes()]])
    for (const [name, device] of this.#devices)
      peaks.set(name, await device.child.peakMemoryBytes())
    return peaks
  }

  /** What the processes say of themselves, for the message of a failed test. */
  async report(): Promise<string> {
    const lines = [`server: ${this.server.child.log.slice(-5).join('\n  ')}`]
    for (const device of this.#devices.values()) {
      const status = await device.status().catch((error: unknown) => String(error))
      lines.push(`${device.name}: ${JSON.stringify(status)}`)
      lines.push(`  ${device.child.log.slice(-5).join('\n  ')}`)
    }
    return lines.join('\n')
  }

  /** Ends all processes and leaves their folders for whoever wants to look. */
  async abandon(): Promise<void> {
    for (const device of this.#devices.values()) await device[Symbol.asyncDispose]()
    await this.server[Symbol.asyncDispose]()
    await this.proxy[Symbol.asyncDispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.abandon()
    await this.temp[Symbol.asyncDispose]()
  }
}
