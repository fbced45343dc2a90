import { Child } from './child.js'
import { CrashTrigger } from './crash-trigger.js'
import { executable, type Program } from './executable.js'

/** A real server on a free port of the loopback, with its data in a folder that survives restarts. */
export class ServerProcess implements AsyncDisposable {
  /** Kills the server at a crash point. */
  readonly crash: CrashTrigger
  readonly dataFolder: string
  readonly #program: Program
  #child: Child | undefined
  #port = 0
  /** Printed by the first start of an empty server. */
  setupCode = ''
  url = ''

  constructor(dataFolder: string, { env = {}, ...program }: Partial<Program> = {}) {
    this.dataFolder = dataFolder
    this.crash = new CrashTrigger(`${dataFolder}.crash`)
    this.#program = { path: program.path ?? executable('apps/server', 'tidemark-server'), env }
  }

  /** Starts on the port it had before, if any. */
  async start(): Promise<void> {
    const { child, firstLine } = await Child.start(
      this.#program.path,
      ['serve', '--data', this.dataFolder, '--port', String(this.#port), '--json'],
      { ...this.#program.env, ...this.crash.environment },
    )
    this.#child = child
    const ready: { url: string; port: number; setupCode: string | null } = JSON.parse(firstLine)
    this.#port = ready.port
    this.url = ready.url
    this.setupCode = ready.setupCode ?? this.setupCode
  }

  get child(): Child {
    if (this.#child === undefined) throw new Error('the server was never started')
    return this.#child
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

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child?.isRunning) await this.#child.stop()
  }
}
