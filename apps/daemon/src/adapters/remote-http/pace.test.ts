import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PacedUpload, pacedDownload } from './paced-transfer.js'
import { durationUs, newPaceMemory, nextSlot, SharedPace } from './shared-pace.js'

const never = new AbortController().signal
const BURST_US = 250_000n

/** Two threads' views of one limit over a clock that only waiting moves. */
function world(bytesPerSecond: number | null) {
  const state = { us: 10_000_000n, onWait: () => undefined as unknown }
  const memory = newPaceMemory()
  const view = () => new SharedPace(memory, () => state.us)
  const pace = view()
  pace.setRate(bytesPerSecond)
  const wait = async (ms: number) => {
    state.us += BigInt(ms) * 1_000n
    state.onWait()
  }
  return { state, pace, view, wait }
}

test('stretches of time never overlap, and no longer time gives more than its share and a burst', () => {
  const steps = fc.array(fc.tuple(fc.nat(100_000), fc.nat(2_000_000)), { minLength: 1 })
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 10_000_000 }), (requests, bytesPerSecond) => {
      const rate = BigInt(bytesPerSecond)
      let nowUs = 5_000_000n
      const beginUs = nowUs
      let busyUntilUs = 0n
      let bytes = 0
      for (const [size, pauseUs] of requests) {
        nowUs += BigInt(pauseUs)
        const slot = nextSlot(busyUntilUs, nowUs, size, rate)
        expect(slot.startUs).toBeGreaterThanOrEqual(busyUntilUs)
        expect(slot.startUs).toBeGreaterThanOrEqual(nowUs - BURST_US)
        busyUntilUs = slot.endUs
        bytes += size
      }
      // All of it is through no sooner than its bytes take from the first moment, less one burst.
      expect(busyUntilUs).toBeGreaterThanOrEqual(beginUs - BURST_US + durationUs(bytes, rate) - 1n)
    }),
  )
})

test('all threads share one limit: together they take the time of all their bytes', async () => {
  const { state, view, wait } = world(100_000)
  const startUs = state.us
  for (const thread of [view(), view(), view()]) {
    const upload = new PacedUpload(100_000, thread, never, wait)
    await upload.begin()
    for await (const slice of upload.slices([new Uint8Array(60_000), new Uint8Array(40_000)])) {
      expect(slice.length).toBeLessThanOrEqual(16 * 1024)
    }
  }
  const seconds = Number(state.us - startUs) / 1e6
  expect(seconds).toBeGreaterThan(2.4)
  expect(seconds).toBeLessThan(3)
})

test('a body arrives whole and in order', async () => {
  const { pace, wait } = world(1_000_000)
  const parts = [3, 40_000, 0, 16_384].map((size, index) => new Uint8Array(size).fill(index + 1))
  const upload = new PacedUpload(56_387, pace, never, wait)
  await upload.begin()
  const slices: Uint8Array[] = []
  for await (const slice of upload.slices(parts)) slices.push(slice)
  expect(Buffer.concat(slices)).toEqual(Buffer.concat(parts))
})

test('a download is read no faster than the limit, and not held without one', async () => {
  const chunks = async function* () {
    for (let index = 0; index < 10; index++) yield new Uint8Array(50_000)
  }
  const limited = world(250_000)
  const startUs = limited.state.us
  for await (const chunk of pacedDownload(chunks(), limited.pace, never, limited.wait)) {
    expect(chunk.length).toBe(50_000)
  }
  expect(Number(limited.state.us - startUs) / 1e6).toBeGreaterThanOrEqual(1.75)
  const free = world(null)
  for await (const _ of pacedDownload(chunks(), free.pace, never, free.wait));
  expect(free.state.us).toBe(10_000_000n)
})

test('a limit that is lifted while something waits lets it go at once', async () => {
  const { state, pace, wait } = world(50_000)
  const upload = new PacedUpload(1_000_000, pace, never, wait)
  await upload.begin()
  state.onWait = () => pace.setRate(null)
  let bytes = 0
  for await (const slice of upload.slices([new Uint8Array(1_000_000)])) bytes += slice.length
  expect(bytes).toBe(1_000_000)
  expect(state.us).toBeLessThan(10_600_000n)
})

test('what is not sent after all gives its time back', async () => {
  const { state, pace, view, wait } = world(100_000)
  const upload = new PacedUpload(1_000_000, pace, never, wait)
  await upload.begin()
  for await (const _ of upload.slices([new Uint8Array(1_000_000)])) break
  const next = view().reserve(1_000)
  expect(next && next.startUs - state.us).toBeLessThan(200_000n)
})

test('waiting for the turn ends with the signal', async () => {
  const { pace } = world(32_768)
  pace.reserve(10_000_000)
  const controller = new AbortController()
  const upload = new PacedUpload(1_000, pace, controller.signal)
  const begun = upload.begin()
  controller.abort()
  await expect(begun).rejects.toMatchObject({ code: 'cancelled' })
})
