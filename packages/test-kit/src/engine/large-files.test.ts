import { AppError } from '@tidemark/protocol'
import type { EngineDeps } from '@tidemark/sync-engine'
import { describe, expect, it } from 'vitest'
import { SeededRandom } from '../clock/seeded-random.js'
import { expectSame, makePair, syncBoth } from './_pair.js'

const KIB = 1024
const MIB = 1024 * KIB

/** Bytes that no chunk repeats. */
function noise(seed: number, sizeBytes: number): Uint8Array {
  const random = new SeededRandom(seed)
  const words = new Uint32Array(sizeBytes / 4)
  for (let index = 0; index < words.length; index++) words[index] = random.next() * 2 ** 32
  return new Uint8Array(words.buffer)
}

/** Everything above 256 KiB goes beside the loop. */
const adjust = (deps: EngineDeps): EngineDeps => ({
  ...deps,
  settings: { ...deps.settings, largeFileBytes: 256 * KIB },
})

describe('a large file', () => {
  it('goes across, and an edit in it sends only what is near', async () => {
    const pair = await makePair(1, { adjust })
    const bytes = noise(7, 2 * MIB)
    pair.a.disk.write('big', bytes)
    await expectSame(pair)
    const sent = pair.a.remote.counts.bytesUp
    const fetched = pair.b.remote.counts.bytesDown
    expect(sent).toBeGreaterThan(2 * MIB)
    bytes.set([1, 2, 3], MIB)
    pair.a.disk.write('big', bytes)
    await expectSame(pair)
    expect(pair.a.remote.counts.bytesUp - sent).toBeLessThan(600 * KIB)
    expect(pair.b.remote.counts.bytesDown - fetched).toBeLessThan(600 * KIB)
  })

  it('is copied on disk without sending it again, and fetched from the other copy (E19)', async () => {
    const pair = await makePair(1, { adjust })
    pair.a.disk.write('big', noise(8, MIB))
    await expectSame(pair)
    const sent = pair.a.remote.counts.bytesUp
    const fetched = pair.b.remote.counts.bytesDown
    pair.a.disk.write('copy', pair.a.disk.get('big').data)
    await expectSame(pair)
    expect(pair.a.remote.counts.bytesUp).toBe(sent)
    // The list blocks come from the server, the content does not.
    expect(pair.b.remote.counts.bytesDown - fetched).toBeLessThan(16 * KIB)
  })

  it('goes on where it stopped, up and down (PS210, PS215)', async () => {
    const pair = await makePair(1, { adjust })
    pair.a.disk.write('big', noise(9, 3 * MIB))
    let packs = 0
    pair.a.remote.onCall = ({ name, moment }) => {
      if (name === 'uploadBlocks' && moment === 'response' && ++packs === 1) {
        throw new AppError('server_unreachable')
      }
    }
    await expect(pair.a.sync()).rejects.toThrow(AppError)
    pair.a.restart()
    let writes = 0
    pair.b.fs.beforeCall = ({ step }) => {
      if (step === 'write' && ++writes === 20) throw new AppError('disk_full')
    }
    await syncBoth(pair)
    pair.clock.advance(600_000)
    await expectSame(pair)
    expect(pair.b.disk.get('big').data.length).toBe(3 * MIB)
    expect(pair.a.remote.counts.bytesUp).toBeLessThan(3.2 * MIB)
    expect(pair.b.remote.counts.bytesDown).toBeLessThan(3.5 * MIB)
  })

  it('that is deleted elsewhere while it comes down does not come back', async () => {
    const pair = await makePair(1, { adjust })
    const { a, b } = pair
    a.disk.write('note', '1')
    a.disk.write('big', noise(10, MIB))
    await a.sync()
    const read = b.remote.readBlocks.bind(b.remote)
    let isDeleted = false
    b.remote.readBlocks = async function* (blockIds) {
      if (!isDeleted && b.contents().note !== undefined) {
        isDeleted = true
        a.disk.remove('big')
        await a.sync()
        b.engine.wakeRemote()
        while (b.store.remote.count() > 2) await nextTurn()
      }
      yield* read(blockIds)
    }
    const controller = new AbortController()
    const run = b.engine.run(controller.signal)
    while (!b.engine.status().isSettled) {
      await nextTurn()
      pair.clock.advance(1_000)
    }
    controller.abort()
    await run
    expect(isDeleted).toBe(true)
    await expectSame(pair, { note: '1' })
  })
})

/** Lets everything run on that waits for nothing. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
