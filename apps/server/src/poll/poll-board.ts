import { type DeviceId, MAX_POLLS_PER_DEVICE } from '@tidemark/protocol'

/** A parked poll; `end` answers it with nothing changed. */
export interface ParkedPoll {
  readonly instance: string
  readonly end: () => void
}

/** Who is parked: one poll per instance of a device, and a few per device (SEC-85). */
export class PollBoard {
  readonly #byDevice = new Map<DeviceId, ParkedPoll[]>()
  #isClosed = false

  /** Takes a place, ending the older poll of the instance or the oldest one of the device. */
  enter(deviceId: DeviceId, poll: ParkedPoll): Disposable {
    const polls = this.#byDevice.get(deviceId) ?? []
    const same = polls.find(({ instance }) => instance === poll.instance)
    const replaced = same ?? (polls.length >= MAX_POLLS_PER_DEVICE ? polls[0] : undefined)
    if (replaced !== undefined) {
      this.#leave(deviceId, replaced)
      replaced.end()
    }
    this.#byDevice.set(deviceId, [...(this.#byDevice.get(deviceId) ?? []), poll])
    if (this.#isClosed) poll.end()
    return { [Symbol.dispose]: () => this.#leave(deviceId, poll) }
  }

  /** Ends every poll, and each that comes from now on: the server stops. */
  close(): void {
    this.#isClosed = true
    for (const polls of [...this.#byDevice.values()]) for (const { end } of polls) end()
  }

  get size(): number {
    return [...this.#byDevice.values()].reduce((sum, polls) => sum + polls.length, 0)
  }

  #leave(deviceId: DeviceId, poll: ParkedPoll): void {
    const left = (this.#byDevice.get(deviceId) ?? []).filter((other) => other !== poll)
    if (left.length === 0) this.#byDevice.delete(deviceId)
    else this.#byDevice.set(deviceId, left)
  }
}
