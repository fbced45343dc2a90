import { mkdir } from 'node:fs/promises'
import type { ControlClient, FolderStatus, Status } from '@tidemark/control'
import { connectToDaemon, currentProfile } from '@tidemark/daemon'
import { Child, type CommandResult, runCommand } from './child.js'
import { CrashTrigger } from './crash-trigger.js'
import { executable, type Program } from './executable.js'

/** One device: a profile, a folder, a daemon process, and the command line over them. */
export class DeviceProcess implements AsyncDisposable {
  readonly name: string
  readonly folder: string
  /** Kills the daemon at a crash point. */
  readonly crash: CrashTrigger
  readonly #profile: string
  readonly #program: Program
  #child: Child | undefined
  #client: ControlClient | undefined

  constructor(name: string, profile: string, folder: string, program?: Program) {
    this.name = name
    this.#profile = profile
    this.folder = folder
    this.#program = program ?? { path: executable('apps/daemon', 'tidemark'), env: {} }
    this.crash = new CrashTrigger(`${profile}.crash`)
  }

  async start(): Promise<void> {
    await mkdir(this.folder, { recursive: true })
    const { child } = await Child.start(
      this.#program.path,
      ['--profile', this.#profile, 'daemon'],
      { ...this.#program.env, ...this.crash.environment },
    )
    this.#child = child
    this.#client = undefined
  }

  get child(): Child {
    if (this.#child === undefined) throw new Error(`${this.name} was never started`)
    return this.#child
  }

  /** Runs `tidemark` with this device's profile. */
  async cli(...args: string[]): Promise<CommandResult> {
    return await this.cliWithInput('', ...args)
  }

  async cliWithInput(input: string, ...args: string[]): Promise<CommandResult> {
    const { path, env } = this.#program
    return await runCommand(path, ['--profile', this.#profile, '--no-start', ...args], input, env)
  }

  /** Runs `tidemark … --json`, which must succeed. */
  async json<T>(...args: string[]): Promise<T> {
    const result = await this.cli(...args, '--json')
    if (result.code !== 0) throw new Error(`tidemark ${args.join(' ')}: ${result.stderr}`)
    return JSON.parse(result.stdout) // the caller names the shape that it reads
  }

  /** State of the one linked folder, over the control socket. */
  async status(): Promise<FolderStatus> {
    const [folder] = (await this.allStatus()).folders
    if (folder === undefined) throw new Error(`${this.name} has linked no folder`)
    return folder
  }

  async allStatus(): Promise<Status> {
    try {
      this.#client ??= await connectToDaemon(currentProfile(this.#profile).endpoint)
      return await this.#client.call('status', {})
    } catch (error) {
      this.#client = undefined
      throw error
    }
  }

  /** Looks at disk and server now; resolves when the folder is settled or stuck. */
  async syncNow(): Promise<void> {
    await this.allStatus()
    await this.#client?.call('sync', {})
  }

  async kill(): Promise<void> {
    await this.child.kill()
  }

  async stop(): Promise<void> {
    await this.child.stop()
  }

  async exited(): Promise<void> {
    await this.child.exited()
  }

  async restart(): Promise<void> {
    await this.stop()
    await this.start()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client?.close()
    if (this.#child?.isRunning) await this.#child.stop()
  }
}
