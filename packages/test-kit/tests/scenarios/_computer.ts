import { AppError } from '@tidemark/protocol'
import { SyncDevice, type SyncDeviceOptions } from '../../src/index.js'
import { hintsOf, perform, type Step } from './_steps.js'

/** Longest time on the clock that a device is given to come to rest. */
const REST_SECONDS = 90

/** A device of a scenario: its engine is on or off while somebody works in its folder. */
export class Computer extends SyncDevice {
  readonly #clock: SyncDeviceOptions['clock']
  #abort: AbortController | undefined
  #run: Promise<void> | undefined

  constructor(options: SyncDeviceOptions) {
    super(options)
    this.#clock = options.clock
  }

  get isOn(): boolean {
    return this.#abort !== undefined
  }

  /** The process starts, as after a reboot: a new engine over what the former one wrote down. */
  async turnOn(): Promise<void> {
    this.restart()
    this.#abort = new AbortController()
    this.#run = this.engine.run(this.#abort.signal)
    await turn()
  }

  async turnOff(): Promise<void> {
    this.#abort?.abort()
    await this.#run
    this.#abort = undefined
  }

  /** Somebody does a step; a running engine hears of it and goes on until it has to wait. */
  async act(step: Step): Promise<void> {
    perform(this.disk, step)
    if (!this.isOn) return
    for (const folder of hintsOf(step)) this.engine.hint(folder)
    await turn()
  }

  /** The running engine goes on until it has to wait. */
  async breathe(): Promise<void> {
    await turn()
  }

  /** Lets the clock run until the running engine has nothing to do, or gives it up after a while. */
  async rest(): Promise<void> {
    this.engine.wakeRemote()
    for (let second = 0; second < REST_SECONDS; second++) {
      await turn()
      if (this.engine.status().isSettled) return
      this.#clock.advance(1_000)
    }
  }

  /** Takes the device's changes or, while it cannot send, only lets it look. */
  set canSend(canSend: boolean) {
    this.remote.onCall = ({ name, moment }) => {
      if (!canSend && name === 'commit' && moment === 'request') {
        throw new AppError('server_unreachable')
      }
    }
  }

  /** What is in the folder, with the same name for every conflicted copy: `a (copy).txt`. */
  tree(): Record<string, string> {
    const entries = Object.entries(this.contents())
    return Object.fromEntries(
      entries.map(([path, text]) => [
        path.replace(/ \(conflicted copy, [^)]*\)/g, ' (copy)'),
        text,
      ]),
    )
  }
}

/** Everything that does not wait for a clock happens. The ports in memory answer without one. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
