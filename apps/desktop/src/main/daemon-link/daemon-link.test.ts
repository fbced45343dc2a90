import { AppError } from '@tidemark/protocol'
import { expect, test } from 'vitest'
import { type DaemonClient, DaemonLink, type DaemonPorts, type LinkState } from './daemon-link.js'
import { HEALTHY_AFTER_MS } from './restart-wait.js'

/** A connection that ends when the test says so. */
class FakeClient implements DaemonClient {
  readonly daemonVersion = '0.1.0'
  readonly calls: string[] = []
  readonly #onClosed: (() => void)[] = []

  readonly call: DaemonClient['call'] = async (method) => {
    this.calls.push(method)
    // Nothing here reads what a call answers.
    return {} as never
  }

  on(): () => void {
    return () => undefined
  }

  onClosed(listener: () => void): void {
    this.#onClosed.push(listener)
  }

  close(): void {
    for (const listener of this.#onClosed.splice(0)) listener()
  }
}

/** A world in which each way to a daemon goes as a test says, step by step. */
class FakeWorld implements DaemonPorts {
  readonly steps: string[] = []
  readonly states: LinkState[] = []
  readonly link: DaemonLink
  clockMs = 0
  isRunning = false
  refusal: AppError | undefined
  startFailure: AppError | undefined
  client = new FakeClient()
  readonly #goOn: (() => void)[] = []

  constructor() {
    const ignore = () => undefined
    const onState = (state: LinkState) => this.states.push(state)
    this.link = new DaemonLink(this, { onState, onStatus: ignore, onActivity: ignore }, '0.1.0')
  }

  async connect(): Promise<DaemonClient> {
    this.steps.push('connect')
    if (this.refusal !== undefined) throw this.refusal
    if (!this.isRunning) throw new AppError('daemon_unreachable')
    return this.#newClient()
  }

  async start(): Promise<DaemonClient> {
    this.steps.push('start')
    if (this.startFailure !== undefined) throw this.startFailure
    this.isRunning = true
    return this.#newClient()
  }

  async stopOther(): Promise<void> {
    this.steps.push('stopOther')
    this.refusal = undefined
  }

  async wait(ms: number, signal: AbortSignal): Promise<void> {
    this.steps.push(`wait ${ms}`)
    await new Promise<void>((resolve) => {
      this.#goOn.push(resolve)
      signal.addEventListener('abort', () => resolve())
      if (signal.aborted) resolve()
    })
  }

  nowMs(): number {
    return this.clockMs
  }

  /** Ends the daemon, and with it the connection. */
  killDaemon(livedMs: number): void {
    this.clockMs += livedMs
    this.isRunning = false
    this.client.close()
  }

  /** Resolves with the wait that the link has come to. */
  async waiting(): Promise<string> {
    while (this.#goOn.length === 0) await new Promise(setImmediate)
    return this.steps.at(-1) ?? ''
  }

  /** Lets that wait end. */
  goOn(): void {
    this.#goOn.shift()?.()
  }

  async connected(): Promise<void> {
    while (this.link.state.state !== 'connected') await new Promise(setImmediate)
  }

  #newClient(): DaemonClient {
    this.client = new FakeClient()
    return this.client
  }
}

test('a daemon that runs is attached to, and none is started', async () => {
  const world = new FakeWorld()
  world.isRunning = true
  world.link.open()
  await world.connected()
  expect(world.steps).toEqual(['connect'])
  expect(world.client.calls).toEqual(['subscribe'])
  await world.link[Symbol.asyncDispose]()
})

test('without a daemon one is started', async () => {
  const world = new FakeWorld()
  world.link.open()
  await world.connected()
  expect(world.steps).toEqual(['connect', 'start'])
  expect(world.link.state).toMatchObject({ state: 'connected', version: '0.1.0' })
  await world.link[Symbol.asyncDispose]()
})

test('a daemon that dies is started again: at once, then after growing waits', async () => {
  const world = new FakeWorld()
  world.link.open()
  const waits: string[] = []
  for (const livedMs of [HEALTHY_AFTER_MS, 10, 10, 10, HEALTHY_AFTER_MS]) {
    await world.connected()
    world.killDaemon(livedMs)
    waits.push(await world.waiting())
    world.goOn()
  }
  expect(waits).toEqual(['wait 0', 'wait 500', 'wait 1000', 'wait 2000', 'wait 0'])
  await world.connected()
  await world.link[Symbol.asyncDispose]()
})

test('starts that fail are told after a few, with the reason, and tried on', async () => {
  const world = new FakeWorld()
  world.startFailure = new AppError('daemon_unreachable', { problem: 'no such file' })
  world.link.open()
  for (const wait of ['wait 0', 'wait 500', 'wait 1000']) {
    expect(await world.waiting()).toBe(wait)
    if (wait === 'wait 1000') world.startFailure = undefined
    world.goOn()
  }
  await world.connected()
  expect(world.states.map(({ state }) => state)).toEqual([
    'starting',
    'starting',
    'failed',
    'connected',
  ])
  expect(world.states[2]?.error?.details).toEqual({ problem: 'no such file' })
  await world.link[Symbol.asyncDispose]()
})

test('an older daemon is asked to stop and replaced', async () => {
  const world = new FakeWorld()
  world.refusal = new AppError('daemon_version', { daemon: '0.0.9', client: '0.1.0' })
  world.link.open()
  await world.connected()
  expect(world.steps).toEqual(['connect', 'stopOther', 'start'])
  await world.link[Symbol.asyncDispose]()
})

test('a newer daemon is left alone, and the window says so', async () => {
  const world = new FakeWorld()
  world.refusal = new AppError('daemon_version', { daemon: '0.2.0', client: '0.1.0' })
  world.link.open()
  expect(await world.waiting()).toBe('wait 0')
  expect(world.steps).toEqual(['connect', 'wait 0'])
  expect(world.link.state.state).toBe('too_new')
  await world.link[Symbol.asyncDispose]()
})

test('without a connection calls fail at once, and an ended link starts nothing', async () => {
  const world = new FakeWorld()
  await expect(world.link.call('status', {})).rejects.toMatchObject({ code: 'daemon_unreachable' })
  world.link.open()
  await world.connected()
  const { length } = world.steps
  await world.link[Symbol.asyncDispose]()
  await new Promise(setImmediate)
  expect(world.steps).toHaveLength(length)
})

test('a daemon that was asked to stop is not started again', async () => {
  const world = new FakeWorld()
  world.link.open()
  await world.connected()
  await world.link.stopDaemon()
  world.killDaemon(10)
  await world.link[Symbol.asyncDispose]()
  expect(world.client.calls).toContain('shutdown')
  expect(world.steps).toEqual(['connect', 'start'])
})
