import { randomBytes } from 'node:crypto'
import { type OpId, PIN_TTL_MS } from '@tidemark/protocol'
import { acquireLease, DEFAULT_RETENTION, noCrash } from '@tidemark/server-core'
import { ManualClock } from '@tidemark/test-kit'
import { describe, expect, it } from 'vitest'
import { type HousekeepingReport, keepHouse } from '../src/housekeeping/keep-house.js'
import { startHousekeeping } from '../src/housekeeping/start-housekeeping.js'
import { systemRng } from '../src/platform/system-clock.js'
import { type BlockLab, openBlockLab } from './_block-lab.js'
import { newId } from './_client.js'
import { testLogger } from './_server.js'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const rules = { retention: DEFAULT_RETENTION, journalMs: 90 * DAY_MS, answersMs: 30 * DAY_MS }

function run(lab: BlockLab, signal = new AbortController().signal): Promise<HousekeepingReport> {
  const { storage, reader: listBlocks, clock, inFlight } = lab
  const options = { storage, listBlocks, clock, inFlight, rules, crashPoint: noCrash }
  return keepHouse({ ...options, rng: systemRng, logger: testLogger() }, signal)
}

const nothing: HousekeepingReport = {
  grants: 0,
  versions: 0,
  changes: 0,
  answers: 0,
  blocks: 0,
  segments: 0,
  segmentBytes: 0,
  skipped: 0,
  busyJobs: [],
}

describe('housekeeping', () => {
  it('removes what is out of use and nothing else', async () => {
    const lab = await openBlockLab()
    const kept = await lab.putFile('kept', randomBytes(1000))
    const gone = await lab.putFile('gone', randomBytes(1000))
    await lab.forget(gone.nodeId)
    expect(await run(lab)).toEqual(nothing)
    lab.clock.advance(PIN_TTL_MS + 1)
    expect(await run(lab)).toEqual({ ...nothing, grants: 2, blocks: 1 })
    lab.clock.advance(31 * DAY_MS)
    expect(await run(lab)).toEqual({ ...nothing, answers: 2 })
    lab.clock.advance(60 * DAY_MS)
    // The space's first entry and the first file's; the newest stays.
    expect(await run(lab)).toEqual({ ...nothing, changes: 2 })
    expect((await lab.read([kept.blockId])).map(({ kind }) => kind)).toEqual(['data'])
  })

  it('leaves a job to the process that has its lease', async () => {
    const lab = await openBlockLab()
    await lab.forget((await lab.putFile('gone', randomBytes(1000))).nodeId)
    lab.clock.advance(PIN_TTL_MS + 1)
    const ports = { store: lab.storage.metadata, clock: lab.clock, rng: systemRng }
    {
      await using _other = await acquireLease(ports, 'housekeeping blocks', HOUR_MS)
      expect(await run(lab)).toMatchObject({ blocks: 0, busyJobs: ['blocks'] })
    }
    expect(await run(lab)).toMatchObject({ blocks: 1, busyJobs: [] })
  })

  it('stops when it is told to, and begins anew the next time', async () => {
    const lab = await openBlockLab()
    await lab.forget((await lab.putFile('gone', randomBytes(1000))).nodeId)
    lab.clock.advance(PIN_TTL_MS + 1)
    const stop = new AbortController()
    const { metadata } = lab.storage
    const write = metadata.write.bind(metadata)
    // The first write of the sweep of blocks is its beginning.
    metadata.write = (fn) =>
      write(async (tx) => {
        const beginSweep = tx.beginSweep
        return fn({
          ...tx,
          beginSweep: (accountId) => {
            stop.abort()
            return beginSweep(accountId)
          },
        })
      })
    await expect(run(lab, stop.signal)).rejects.toThrow('aborted')
    metadata.write = write
    expect(await run(lab)).toMatchObject({ blocks: 1, busyJobs: [] })
  })

  it('goes on with other spaces when one fails', async () => {
    const lab = await openBlockLab()
    await lab.putFile('file', randomBytes(1000))
    const { metadata } = lab.storage
    const withSpaceLock = metadata.withSpaceLock.bind(metadata)
    metadata.withSpaceLock = async () => {
      throw new Error('broken')
    }
    lab.clock.advance(PIN_TTL_MS + 1)
    expect(await run(lab)).toMatchObject({ grants: 1, skipped: 2 })
    metadata.withSpaceLock = withSpaceLock
  })

  it('keeps answers for as long as it promises (E100)', async () => {
    const lab = await openBlockLab()
    const { metadata } = lab.storage
    const { spaceId, deviceId } = lab.target
    const opIds = [newId<OpId>(), newId<OpId>()]
    const answer = (opId: OpId, atMs: number) => ({
      opId,
      digest: '00'.repeat(32),
      result: { opId, result: 'held' as const, holdId: newId<never>() },
      atMs,
    })
    const nowMs = lab.clock.nowMs()
    const rows = opIds.map((opId, i) => answer(opId, nowMs - 30 * DAY_MS - 1 + i))
    await metadata.withSpaceLock(spaceId, (tx) => tx.addOpResults(deviceId, rows))
    expect(await run(lab)).toMatchObject({ answers: 1 })
    const left = await metadata.read((tx) => tx.findOpResults(spaceId, deviceId, opIds))
    expect([...left.keys()]).toEqual(opIds.slice(1))
  })
})

/** Lets everything that is ready run. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve()
}

describe('the schedule of housekeeping', () => {
  const schedule = (clock: ManualClock, work: (signal: AbortSignal) => Promise<void>) => {
    const lines: string[] = []
    const options = {
      hours: 24,
      logger: testLogger(lines),
      sleep: (ms: number, signal: AbortSignal) => clock.sleep(ms, signal),
    }
    const running = startHousekeeping(async (signal) => {
      await work(signal)
      return nothing
    }, options)
    return { running, lines }
  }

  it('runs soon after the start and then at its interval, also after a failure', async () => {
    const clock = new ManualClock()
    let runs = 0
    const { running, lines } = schedule(clock, async () => {
      runs += 1
      if (runs === 1) throw new Error('broken')
    })
    await settle()
    expect(runs).toBe(0)
    clock.advance(HOUR_MS)
    await settle()
    expect(runs).toBe(1)
    expect(lines.join('')).toContain('housekeeping failed')
    clock.advance(23 * HOUR_MS)
    await settle()
    expect(runs).toBe(1)
    clock.advance(HOUR_MS)
    await settle()
    expect(runs).toBe(2)
    await running[Symbol.asyncDispose]()
    expect(clock.sleeperCount).toBe(0)
  })

  it('stops what is under way and waits for its end', async () => {
    const clock = new ManualClock()
    const events: string[] = []
    const { running } = schedule(clock, async (signal) => {
      events.push('begun')
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve())
      })
      await settle()
      events.push('ended')
      signal.throwIfAborted()
    })
    await settle()
    clock.advance(HOUR_MS)
    await settle()
    await running[Symbol.asyncDispose]()
    expect(events).toEqual(['begun', 'ended'])
  })
})
