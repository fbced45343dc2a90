import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { childEnvironment, commandLine } from './executable.js'

/** How a short-lived command ended. */
export interface CommandResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command to its end; never throws for its exit code. */
export async function runCommand(
  program: string,
  args: readonly string[],
  input = '',
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const [file, fileArgs] = commandLine(program, args)
  const child = spawn(file, fileArgs, { env: childEnvironment(env) })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  child.stdin.end(input)
  const code = await new Promise<number>((done) => child.on('close', (exit) => done(exit ?? -1)))
  return { code, stdout, stderr }
}

/** A long-lived process of the product. Ended by its pid, and only by the one that started it. */
export class Child {
  readonly #child: ChildProcess
  readonly #exit: Promise<void>
  /** Last lines that it wrote to its error output. */
  readonly log: string[] = []

  private constructor(child: ChildProcess) {
    this.#child = child
    this.#exit = new Promise((done) => child.once('exit', () => done()))
  }

  /** Starts it and waits for the first line on its standard output. */
  static async start(
    program: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<{ child: Child; firstLine: string }> {
    const [file, fileArgs] = commandLine(program, args)
    const process_ = spawn(file, fileArgs, {
      env: childEnvironment(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const child = new Child(process_)
    createInterface({ input: process_.stderr }).on('line', (line) => {
      child.log.push(line)
      if (child.log.length > 200) child.log.shift()
    })
    const firstLine = await new Promise<string>((resolve, reject) => {
      createInterface({ input: process_.stdout }).once('line', resolve)
      process_.once('exit', (code) =>
        reject(new Error(`ended with ${code} before it was ready:\n${child.log.join('\n')}`)),
      )
    })
    return { child, firstLine }
  }

  get pid(): number {
    return this.#child.pid ?? -1
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Resolves when the process has ended, however. */
  exited(): Promise<void> {
    return this.#exit
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#exit
  }

  /** Asks it to end, and insists after 20 s. */
  async stop(): Promise<void> {
    const insist = setTimeout(() => this.#child.kill('SIGKILL'), 20_000)
    this.#child.kill('SIGTERM')
    await this.#exit
    clearTimeout(insist)
  }

  /** Memory now, in bytes (Linux; 0 elsewhere): all of it, and without the files that are mapped. */
  async memory(): Promise<{ readonly residentBytes: number; readonly ownBytes: number }> {
    const status = await readFile(`/proc/${this.pid}/status`, 'utf8').catch(() => '')
    const read = (field: string) =>
      Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0) * 1024
    return { residentBytes: read('VmRSS'), ownBytes: read('RssAnon') }
  }

  /** Processor time of all its threads so far, in milliseconds (Linux; 0 elsewhere). */
  async processorMs(): Promise<number> {
    const stat = await readFile(`/proc/${this.pid}/stat`, 'utf8').catch(() => '')
    // The name before may hold spaces. Ticks of 10 ms everywhere that Node runs.
    const [, userTicks = '0', systemTicks = '0'] = /\) (?:\S+ ){11}(\d+) (\d+)/.exec(stat) ?? []
    return (Number(userTicks) + Number(systemTicks)) * 10
  }

  /** Largest resident memory so far, in bytes (Linux; 0 elsewhere). */
  async peakMemoryBytes(): Promise<number> {
    const status = await readFile(`/proc/${this.pid}/status`, 'utf8').catch(() => '')
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024
  }
}
