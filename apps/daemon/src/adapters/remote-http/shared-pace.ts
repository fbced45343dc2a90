/**
 * A limit of bytes per second that all threads of the daemon share. Time is handed out instead of
 * tokens: whoever wants to send reserves the next free stretch on one line of time. That is a token
 * bucket whose whole state is one number, so that threads need no lock.
 */

/** Unused time counts up to here, so that small things need not wait. */
const BURST_US = 250_000n
const US_PER_SECOND = 1_000_000n

/** A stretch of time in which some bytes may go. Microseconds of a clock that all threads share. */
export interface PaceSlot {
  readonly startUs: bigint
  readonly endUs: bigint
}

/** The next stretch for `bytes` when the line is taken until `busyUntilUs`; it is taken until its end. */
export function nextSlot(
  busyUntilUs: bigint,
  nowUs: bigint,
  bytes: number,
  bytesPerSecond: bigint,
): PaceSlot {
  const earliestUs = nowUs - BURST_US
  const startUs = busyUntilUs > earliestUs ? busyUntilUs : earliestUs
  return { startUs, endUs: startUs + durationUs(bytes, bytesPerSecond) }
}

/** How long so many bytes take, rounded up. */
export function durationUs(bytes: number, bytesPerSecond: bigint): bigint {
  return (BigInt(bytes) * US_PER_SECOND + bytesPerSecond - 1n) / bytesPerSecond
}

const RATE = 0
const BUSY_UNTIL = 1
const CELLS = 2

/** Room for one limit, to be given to other threads. */
export function newPaceMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(CELLS * BigInt64Array.BYTES_PER_ELEMENT)
}

/** One thread's view of a limit. */
export class SharedPace {
  readonly #cells: BigInt64Array<SharedArrayBuffer>
  readonly #nowUs: () => bigint

  constructor(memory: SharedArrayBuffer, nowUs: () => bigint = monotonicUs) {
    this.#cells = new BigInt64Array(memory)
    this.#nowUs = nowUs
  }

  /** Bytes per second; 0n = no limit. */
  get rate(): bigint {
    return Atomics.load(this.#cells, RATE)
  }

  /** Changes the limit for everybody; what was reserved under another one no longer counts. */
  setRate(bytesPerSecond: number | null): void {
    Atomics.store(this.#cells, RATE, BigInt(bytesPerSecond ?? 0))
    Atomics.store(this.#cells, BUSY_UNTIL, 0n)
  }

  /** Reserves time for `bytes`; undefined without a limit. */
  reserve(bytes: number): PaceSlot | undefined {
    for (;;) {
      const { rate } = this
      if (rate === 0n) return undefined
      const busyUntilUs = Atomics.load(this.#cells, BUSY_UNTIL)
      const slot = nextSlot(busyUntilUs, this.#nowUs(), bytes, rate)
      const seen = Atomics.compareExchange(this.#cells, BUSY_UNTIL, busyUntilUs, slot.endUs)
      if (seen === busyUntilUs) return slot
    }
  }

  /** Gives back what was reserved and will not be used. */
  release(us: bigint): void {
    Atomics.sub(this.#cells, BUSY_UNTIL, us)
  }

  /** Time until `us`, in milliseconds, rounded up; 0 when it has come. */
  waitMs(us: bigint): number {
    const waitUs = us - this.#nowUs()
    return waitUs <= 0n ? 0 : Number((waitUs + 999n) / 1_000n)
  }
}

/** The same in every thread of a process. */
function monotonicUs(): bigint {
  return process.hrtime.bigint() / 1_000n
}
