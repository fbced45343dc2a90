import { setTimeout as delay } from 'node:timers/promises'
import { ControlClient } from '@tidemark/control'
import { connectToEndpoint, openSocketTransport, type ProfilePaths } from '@tidemark/control-socket'
import { AppError } from '@tidemark/protocol'
import type { Command } from '../programs/spawn-detached.js'
import type { DaemonPorts } from './daemon-link.js'
import { startDaemon } from './start-daemon.js'

const START_TIMEOUT_MS = 30_000
const LOOK_EVERY_MS = 50

/** The link's ports on this computer: the profile's socket, and a process of its own. */
export function daemonPorts(
  { endpoint, directory }: ProfilePaths,
  executable: () => Promise<Command>,
  version: string,
): DaemonPorts {
  const connect = () => connectToEndpoint(endpoint, version)
  return {
    connect,
    nowMs: () => performance.now(),
    wait: async (ms, signal) => {
      // An end that cuts the wait short is no failure of it.
      await delay(ms, undefined, { signal }).catch(() => undefined)
    },
    stopOther: async () => ControlClient.stopDaemon(await openSocketTransport(endpoint)),
    start: async (signal) => {
      const started = startDaemon(await executable(), directory, process.env)
      try {
        return await Promise.race([waitUntilReachable(connect, signal), started.ended])
      } finally {
        started.release()
      }
    },
  }
}

async function waitUntilReachable(
  connect: () => Promise<ControlClient>,
  signal: AbortSignal,
): Promise<ControlClient> {
  const deadlineMs = performance.now() + START_TIMEOUT_MS
  while (performance.now() < deadlineMs && !signal.aborted) {
    try {
      return await connect()
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'daemon_unreachable') throw error
    }
    await delay(LOOK_EVERY_MS)
  }
  throw new AppError('daemon_unreachable')
}
