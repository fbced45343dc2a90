import type { AddressInfo } from 'node:net'
import { AppError } from '@tidemark/protocol'
import {
  type CrashPoint,
  InFlightWrites,
  isSetupOpen,
  limitHashing,
  mintSetupCode,
} from '@tidemark/server-core'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { createApp } from './app.js'
import type { ServerConfig } from './config/config.js'
import { keepHouse } from './housekeeping/keep-house.js'
import { keepingRules } from './housekeeping/keeping-rules.js'
import { startHousekeeping, unheldSleep } from './housekeeping/start-housekeeping.js'
import { PAIRING_LIMITS, SignInGuard } from './http/sign-in-guard.js'
import type { OpenStorage } from './open-storage.js'
import { argon2PasswordHasher } from './platform/argon2-password-hasher.js'
import { loadFrameChecksum } from './platform/frame-checksum.js'
import { InProcessWakeups } from './platform/in-process-wakeups.js'
import { nodeHashing } from './platform/node-hashing.js'
import { systemClock, systemRng } from './platform/system-clock.js'
import { watchForeignCommits } from './platform/watch-foreign-commits.js'
import { PollBoard } from './poll/poll-board.js'
import type { HandlerParts } from './routes/handlers.js'
import { hasSystemCode } from './storage/disk/durable-file.js'
import { SERVER_VERSION } from './version.js'

export interface ServeOptions {
  readonly config: ServerConfig
  readonly logger: Logger
  readonly crashPoint: CrashPoint
}

/** A server that answers. */
export interface RunningServer extends AsyncDisposable {
  /** Where it listens, e.g. http://127.0.0.1:8737. */
  readonly url: string
  readonly port: number
  /** Code to make the first account with; undefined when there is one. */
  readonly setupCode: string | undefined
  readonly app: FastifyInstance
  /** Polls that wait now. */
  parkedPolls(): number
}

/** Requests that are under way get this long when the server stops. */
const STOP_DEADLINE_MS = 10_000

/**
 * Listens over an open data folder. Disposing stops: no new requests, polls end, what is under way
 * finishes, and then the data is closed.
 * @throws AppError `port_in_use`
 */
export async function serveData(
  data: OpenStorage,
  { config, logger, crashPoint }: ServeOptions,
): Promise<RunningServer> {
  await using opened = new AsyncDisposableStack()
  opened.use(data)
  const wakeups = new InProcessWakeups(crashPoint)
  const parts = await handlerParts(data, config, { crashPoint, wakeups })
  opened.use(watchForeignCommits(data.takeForeignCommits, () => wakeups.publishAll()))
  const house = { ...parts, logger, rules: keepingRules(config) }
  const schedule = { hours: config.cleanupHours, logger, sleep: unheldSleep }
  opened.use(startHousekeeping((signal) => keepHouse(house, signal), schedule))
  const app = createApp({ ...parts, config, logger })
  opened.defer(() => stop(app))
  const port = await listen(app, config)
  const running = opened.move()
  return {
    url: `http://${urlHost(config.host)}:${port}`,
    port,
    setupCode: parts.setupCode,
    app,
    parkedPolls: () => parts.board.size,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

async function handlerParts(
  { serverId, storage, listBlocks, pairingKey }: OpenStorage,
  config: ServerConfig,
  { crashPoint, wakeups }: Pick<HandlerParts, 'crashPoint' | 'wakeups'>,
): Promise<HandlerParts> {
  const { maxFileBytes, brakeFiles, brakeShare, brakeWindowMs } = config
  const { passwordMemoryKib: memoryKib, passwordPasses: passes } = config
  return {
    identity: { serverId, version: SERVER_VERSION, maxFileBytes },
    storage,
    listBlocks,
    inFlight: new InFlightWrites(),
    clock: systemClock,
    rng: systemRng,
    hashing: nodeHashing,
    passwords: limitHashing(argon2PasswordHasher({ memoryKib, passes })),
    wakeups,
    checksum: await loadFrameChecksum(),
    commitSettings: { maxFileBytes, brakeFiles, brakeShare, brakeWindowMs },
    board: new PollBoard(),
    guard: new SignInGuard(systemClock),
    pairingGuard: new SignInGuard(systemClock, PAIRING_LIMITS),
    pairingKey,
    setupCode: (await isSetupOpen(storage.metadata)) ? mintSetupCode(systemRng) : undefined,
    crashPoint,
    random: Math.random,
  }
}

async function listen(app: FastifyInstance, { host, port }: ServerConfig): Promise<number> {
  try {
    await app.listen({ host, port })
  } catch (cause) {
    if (!hasSystemCode(cause, 'EADDRINUSE')) throw cause
    throw new AppError('port_in_use', { host, port }, { cause })
  }
  // A server that listens on TCP has an address of this form.
  return (app.server.address() as AddressInfo).port
}

async function stop(app: FastifyInstance): Promise<void> {
  const deadline = setTimeout(() => app.server.closeAllConnections(), STOP_DEADLINE_MS)
  await app.close()
  clearTimeout(deadline)
}

function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
