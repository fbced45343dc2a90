import { AppError, type Cursor, type RelPath } from '@tidemark/protocol'
import type { EngineEvent, EngineStatus, HeldItem, JournalState } from '@tidemark/sync-engine'
import { expect, test } from 'vitest'
import { activityOf } from './activity.js'
import { crashHook } from './crash-hook.js'
import { explainInWords } from './explanation-text.js'
import { followServer } from './follow-server.js'
import { requestSync } from './sync-request.js'
import { TransferRates } from './transfer-rates.js'
import { Wakes } from './wakes.js'
import { workerStatus } from './worker-status.js'

const IDLE: EngineStatus = {
  state: 'idle',
  error: undefined,
  localCount: 3,
  remoteCount: 3,
  pendingCount: 0,
  heldCount: 0,
  heldDeletes: { here: 0, there: 0 },
  openConflictCount: 0,
  transfers: { upDoneBytes: 0, upTotalBytes: 0, downDoneBytes: 0, downTotalBytes: 0 },
  current: [],
  lastSyncedAtMs: 5,
  isSettled: true,
}

/** The part of an engine that a sync request meets. */
class StubEngine {
  #listeners = new Set<(event: EngineEvent) => void>()
  #status: EngineStatus = IDLE
  woken = 0

  status(): EngineStatus {
    return this.#status
  }

  hint(): void {
    this.woken++
  }

  wakeRemote(): void {
    this.woken++
  }

  onEvent(listener: (event: EngineEvent) => void): Disposable {
    this.#listeners.add(listener)
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) }
  }

  /** Goes through states, as the engine announces them. */
  pass(...states: Partial<EngineStatus>[]): void {
    for (const status of states) {
      this.#status = { ...IDLE, ...status }
      for (const listener of this.#listeners) listener({ type: 'state' })
    }
  }
}

const BUSY = { state: 'scanning', isSettled: false } as const

function syncOf(engine: StubEngine, dueMs?: number) {
  let result: unknown
  const store = { nextDueMs: () => dueMs }
  const done = requestSync({ engine, store, nowMs: () => 0 }).then((value) => {
    result = value
  })
  return { done, read: () => result }
}

test('a sync of a resting engine ends after one round', async () => {
  const engine = new StubEngine()
  const sync = syncOf(engine)
  engine.pass(BUSY, {})
  await sync.done
  expect(sync.read()).toEqual({ settled: true, error: null })
  expect(engine.woken).toBe(2)
})

test('a round that was under way when sync was asked does not count', async () => {
  const engine = new StubEngine()
  engine.pass(BUSY)
  const sync = syncOf(engine)
  engine.pass({})
  await Promise.resolve()
  expect(sync.read()).toBeUndefined()
  engine.pass(BUSY, {})
  await sync.done
  expect(sync.read()).toEqual({ settled: true, error: null })
})

test('a sync waits for what is due soon and not for what is put off', async () => {
  const unsettled = { isSettled: false, pendingCount: 1 }
  const engine = new StubEngine()
  const soon = syncOf(engine, 2_000)
  engine.pass(BUSY, unsettled)
  await Promise.resolve()
  expect(soon.read()).toBeUndefined()
  engine.pass(BUSY, {})
  await soon.done
  expect(soon.read()).toEqual({ settled: true, error: null })

  const late = syncOf(engine, 60_000)
  engine.pass(BUSY, unsettled)
  await late.done
  expect(late.read()).toEqual({ settled: false, error: null })
})

test.each([
  [{ state: 'offline', error: 'server_unreachable', isSettled: false }, 'server_unreachable'],
  [{ state: 'stopped', error: 'unauthorized', isSettled: false }, 'unauthorized'],
  [{ state: 'attention', error: 'folder_missing', isSettled: false }, 'folder_missing'],
  [
    { state: 'attention', heldDeletes: { here: 60, there: 0 }, pendingCount: 60, isSettled: false },
    'deletes_held',
  ],
] as const)('a sync that gets stuck at %j says why', async (status, code) => {
  const engine = new StubEngine()
  const sync = syncOf(engine, 600_000)
  engine.pass(BUSY, status)
  await sync.done
  expect(sync.read()).toMatchObject({ settled: false, error: { code } })
})

test('progress counts from the last rest, with a rate', () => {
  const rates = new TransferRates()
  const at = (upDoneBytes: number, upTotalBytes: number, nowMs: number) => {
    rates.update({ upDoneBytes, upTotalBytes, downDoneBytes: 0, downTotalBytes: 0 }, nowMs)
    return rates.up.read({ doneBytes: upDoneBytes, totalBytes: upTotalBytes })
  }
  expect(at(100, 100, 0)).toEqual({ doneBytes: 0, totalBytes: 0, bytesPerSecond: 0 })
  at(100, 1100, 1000)
  expect(at(600, 1100, 2000)).toEqual({ doneBytes: 500, totalBytes: 1000, bytesPerSecond: 500 })
  expect(at(1100, 1100, 3000)).toEqual({ doneBytes: 0, totalBytes: 0, bytesPerSecond: 0 })
})

function statusOf(engine: Partial<EngineStatus>, held: HeldItem[] = []) {
  const rates = new TransferRates()
  const watch = { mode: 'watching', advice: null } as const
  const input = { held, rates, watch, trouble: undefined, nowMs: 0, savedBytes: 7 }
  return workerStatus({ engine: { ...IDLE, ...engine }, ...input, pausedBy: 'battery' })
}

function heldWith(code: HeldItem['code']): HeldItem {
  const facts = { path: 'a', nodeId: undefined, detail: '', sinceMs: 1, retryAtMs: undefined }
  return { ...facts, code, attempts: 1 }
}

test('settled is what the engine says', () => {
  expect(statusOf({}).settled).toBe(true)
  expect(statusOf({ isSettled: false, pendingCount: 1 }).settled).toBe(false)
})

test('who paused is told while it is paused, and at no other time', () => {
  expect(statusOf({ state: 'paused' })).toMatchObject({ pausedBy: 'battery', savedBytes: 7 })
  expect(statusOf({ state: 'idle' })).not.toHaveProperty('pausedBy')
})

test('E15 held links are listed but no cry for help; held deletions are', () => {
  const link = statusOf({ state: 'attention', heldCount: 1 }, [heldWith('link_held')])
  expect(link).toMatchObject({ state: 'idle', counts: { held: 1 }, heldDeletes: { local: 0 } })
  const server = statusOf({ state: 'attention', heldCount: 1 }, [heldWith('deletes_held')])
  expect(server).toMatchObject({ state: 'attention', heldDeletes: { server: 1 } })
  const local = statusOf({
    ...{ state: 'attention', heldDeletes: { here: 60, there: 1 }, pendingCount: 61 },
  })
  expect(local).toMatchObject({ state: 'attention', heldDeletes: { local: 61 } })
})

test('a crash point kills at its count and only with the test hooks on', () => {
  let kills = 0
  const kill = () => kills++
  const hook = crashHook({ TIDEMARK_TEST_HOOKS: '1', TIDEMARK_CRASH_AT: 'C03:2' }, kill)
  hook?.('C03')
  hook?.('C02')
  expect(kills).toBe(0)
  hook?.('C03')
  hook?.('C03')
  expect(kills).toBe(1)
  expect(crashHook({ TIDEMARK_CRASH_AT: 'C03' }, kill)).toBeUndefined()
  expect(crashHook({ TIDEMARK_TEST_HOOKS: '1' }, kill)).toBeUndefined()
})

test('events become activity, changes of state do not', () => {
  expect(activityOf({ type: 'state' }, 1)).toBeUndefined()
  expect(activityOf({ type: 'uploaded', path: 'a' }, 1)).toEqual({
    ...{ atMs: 1, kind: 'uploaded', path: 'a' },
  })
  expect(activityOf({ type: 'conflict', path: 'a', copyName: 'a (2)' }, 1)?.detail).toBe('a (2)')
})

test('an explanation ends in one sentence', () => {
  const nothing = { nodeId: undefined, local: undefined, remote: undefined, synced: undefined }
  const path = 'x' as RelPath // not looked at
  const open = { held: undefined, ignoredBy: undefined, pending: [], waitsFor: undefined }
  const found = { path, ...nothing, ...open }
  expect(explainInWords(found).verdict).toBe('Neither here nor on the server.')
  const ignoredBy = { pattern: '*.log', line: 3, reason: '' }
  const verdict = 'Not synced: .tidemarkignore, line 3: *.log.'
  expect(explainInWords({ ...found, ignoredBy }).verdict).toBe(verdict)
  const held = explainInWords({ ...found, held: heldWith('link_held') })
  expect(held.verdict).toBe('Not synced: Symbolic links are listed but not synced.')
  expect(held.facts).toContainEqual({ label: 'next try', value: 'when it changes' })
})

const journalAt = (cursor: string) => ({ cursor }) as JournalState // the rest is not looked at

test('the engine is woken once for news, and again only after it has moved', async () => {
  const stop = new AbortController()
  const log: string[] = []
  let cursor = 'one'
  const pauses: number[] = []
  await followServer(
    {
      waiter: {
        wait: async (asked: Cursor) => {
          log.push(`ask ${asked}`)
          if (asked === 'two') stop.abort()
          return true
        },
        reach: async () => undefined,
      },
      store: { journal: () => journalAt(cursor) },
      engine: { wakeRemote: () => log.push('wake') },
      wakes: new Wakes(),
      onNews: () => log.push('news'),
      random: () => 0,
      pause: async (ms) => {
        pauses.push(ms)
        if (pauses.length === 3) cursor = 'two'
      },
    },
    stop.signal,
  )
  expect(log).toEqual(['ask one', 'wake', 'news', 'ask two', 'wake', 'news'])
  expect(pauses).toEqual([100, 200, 400])
})

test('E109 trouble is waited out longer each time; the engine hears once that it lasts, and of its end', async () => {
  const stop = new AbortController()
  const log: (number | 'wake')[] = []
  let asked = 0
  await followServer(
    {
      waiter: {
        wait: async () => {
          if (++asked <= 1) throw new AppError('server_unreachable')
          stop.abort()
          return false
        },
        reach: async () => {
          if (++asked <= 3) throw new AppError('server_unreachable')
        },
      },
      store: { journal: () => journalAt('one') },
      engine: { wakeRemote: () => log.push('wake') },
      wakes: new Wakes(),
      onNews: () => undefined,
      random: () => 0.999,
      pause: async (ms) => log.push(ms),
    },
    stop.signal,
  )
  expect(log).toEqual([999, 'wake', 1998, 3996, 'wake'])
})

test('E90 a computer that woke asks the server at once instead of waiting for a dead answer', async () => {
  const stop = new AbortController()
  const wakes = new Wakes()
  const log: string[] = []
  await followServer(
    {
      waiter: {
        wait: (_, signal) =>
          new Promise((_resolve, reject) => {
            log.push('parked')
            signal.addEventListener('abort', () => reject(new AppError('cancelled')))
            if (log.includes('wake')) stop.abort()
            else queueMicrotask(() => wakes.announce())
          }),
        reach: async () => undefined,
      },
      store: { journal: () => journalAt('one') },
      engine: { wakeRemote: () => log.push('wake') },
      wakes,
      onNews: () => undefined,
      random: () => 0,
      pause: async () => log.push('pause'),
    },
    stop.signal,
  )
  expect(log).toEqual(['parked', 'wake', 'parked'])
})
