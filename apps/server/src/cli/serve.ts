import type { Command } from 'commander'
import { crashPointFromEnv } from '../platform/crash-points.js'
import { giveBackStartMemory } from '../platform/memory.js'
import type { RunningServer } from '../serve-data.js'
import { startServer } from '../start-server.js'
import { SERVER_VERSION } from '../version.js'
import { say, sayJson } from './console.js'
import { configFrom, type DataFlags, withDataOptions } from './data-options.js'
import { codecWorkerSource, consoleLogger } from './open-data.js'

interface ServeFlags extends DataFlags {
  readonly host?: string
  readonly port?: string
  readonly json?: boolean
}

/** `serve`: runs the server until it is told to stop. */
export function addServeCommand(program: Command): void {
  const command = program
    .command('serve', { isDefault: true })
    .description('run the server')
    .option('--host <address>', 'address to listen on (0.0.0.0 for all)')
    .option('--port <number>', 'port to listen on (0 for any free one)')
    .option('--json', 'say that it is ready as one line of JSON on standard output')
  withDataOptions(command).action(serve)
}

async function serve({ host, port, json, ...data }: ServeFlags): Promise<void> {
  const { config } = await configFrom(data, {
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
  })
  const server = await startServer({
    config,
    logger: consoleLogger(config.logLevel),
    crashPoint: crashPointFromEnv(process.env),
    codecWorker: codecWorkerSource(),
  })
  giveBackStartMemory()
  if (json === true) sayJson(readyLine(server, config.dataFolder))
  else sayReady(server, config.publicUrl, config.dataFolder)
  await stopSignal()
  await server[Symbol.asyncDispose]()
}

/** The line that programs wait for; documented in the README. */
function readyLine({ url, port, setupCode }: RunningServer, dataFolder: string): unknown {
  return { ready: true, url, port, dataFolder, setupCode: setupCode ?? null, pid: process.pid }
}

function sayReady({ url, setupCode }: RunningServer, publicUrl: string, dataFolder: string): void {
  say(`Tidemark server ${SERVER_VERSION} is running`)
  say(`  address      ${publicUrl || url}`)
  say(`  data folder  ${dataFolder}`)
  if (setupCode === undefined) return
  say(`  setup code   ${setupCode}   (once, to make the first account)`)
}

/** Resolves at the first signal to stop; a second one ends the process at once. */
async function stopSignal(): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        resolve()
        process.once(signal, () => process.exit(1))
      })
    }
  })
}
