import type { ControlClient } from '@tidemark/control'
import { currentProfile, type ProfilePaths } from '@tidemark/control-socket'
import type { WorkerEntry } from '../process/engine-thread.js'
import { EXIT, type ExitCode } from './exit-codes.js'
import { reachDaemon } from './start-daemon.js'
import type { Terminal } from './terminal.js'

/** Options that every command takes. */
export interface GlobalOptions {
  readonly profile?: string
  readonly start: boolean
  readonly verbose?: boolean
}

/** What a command works with. */
export class Cli {
  readonly terminal: Terminal
  /** Runs one folder's engine. */
  readonly workerEntry: WorkerEntry
  readonly #options: () => GlobalOptions
  exitCode: ExitCode = EXIT.ok

  constructor(terminal: Terminal, workerEntry: WorkerEntry, options: () => GlobalOptions) {
    this.terminal = terminal
    this.workerEntry = workerEntry
    this.#options = options
  }

  get paths(): ProfilePaths {
    return currentProfile(this.#options().profile)
  }

  get isVerbose(): boolean {
    return this.#options().verbose ?? false
  }

  /** Runs `act` with a connection to the daemon, which is started when need be. */
  async withDaemon<T>(act: (daemon: ControlClient) => Promise<T>): Promise<T> {
    const daemon = await reachDaemon(this.paths, this.#options().start)
    try {
      return await act(daemon)
    } finally {
      daemon.close()
    }
  }

  /** Prints `data` as JSON, or in words. */
  show(data: unknown, isJson: boolean | undefined, inWords: () => string): void {
    this.terminal.print(isJson ? JSON.stringify(data, null, 2) : inWords())
  }
}
