import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

/** A screen in memory for programs with windows; the real one is used where there is one. */
export class Screen implements AsyncDisposable {
  /** Value of DISPLAY. */
  readonly display: string
  readonly #server: ChildProcess | undefined

  private constructor(display: string, server: ChildProcess | undefined) {
    this.display = display
    this.#server = server
  }

  static async open(): Promise<Screen> {
    if (process.platform !== 'linux') return new Screen('', undefined)
    const size = ['-screen', '0', '1280x900x24', '-nolisten', 'tcp']
    // The server picks a free number and writes it to this descriptor once it is ready.
    const server = spawn('Xvfb', ['-displayfd', '3', ...size], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    })
    const number = await new Promise<string>((resolve, reject) => {
      // The fourth descriptor is the pipe that was asked for above.
      createInterface({ input: server.stdio[3] as Readable }).once('line', resolve)
      server.once('error', reject)
      server.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)))
    })
    return new Screen(`:${number.trim()}`, server)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server === undefined || this.#server.exitCode !== null) return
    const ended = new Promise((resolve) => this.#server?.once('exit', resolve))
    this.#server.kill()
    await ended
  }
}
