import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ControlClient } from '@tidemark/control'
import type { ProfilePaths } from '@tidemark/control-socket'
import { AppError } from '@tidemark/protocol'
import { connectToDaemon } from '../control/connect.js'
import { EXIT } from './exit-codes.js'
import { ownProgram } from './own-program.js'

const START_TIMEOUT_MS = 15_000
const LOOK_EVERY_MS = 50

/**
 * Connects to the profile's daemon, and starts it first when none runs and `mayStart`.
 * @throws AppError `daemon_unreachable`, `daemon_version`.
 */
export async function reachDaemon(paths: ProfilePaths, mayStart: boolean): Promise<ControlClient> {
  const running = await tryConnect(paths)
  if (running !== undefined) return running
  if (!mayStart) throw new AppError('daemon_unreachable')
  return await startDaemon(paths)
}

async function startDaemon(paths: ProfilePaths): Promise<ControlClient> {
  const [file, ...args] = ownProgram()
  const child = spawn(file, [...args, 'daemon', '--profile', paths.directory], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    windowsHide: true,
  })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const deadlineMs = Date.now() + START_TIMEOUT_MS
  try {
    while (Date.now() < deadlineMs) {
      const client = await tryConnect(paths)
      if (client !== undefined) return client
      const [exitCode] = await Promise.all([
        Promise.race([ended, sleep(LOOK_EVERY_MS, 'running' as const)]),
        sleep(LOOK_EVERY_MS),
      ])
      // Another command was faster with the same idea: its daemon will answer soon.
      if (exitCode !== 'running' && exitCode !== EXIT.alreadyRunning) break
    }
  } finally {
    // The daemon goes on without this command: nothing may keep the two together.
    child.stderr.destroy()
    child.unref()
  }
  const problem = complaint.trim().split('\n', 1)[0] ?? ''
  throw new AppError('daemon_unreachable', problem === '' ? {} : { problem })
}

async function tryConnect(paths: ProfilePaths): Promise<ControlClient | undefined> {
  try {
    return await connectToDaemon(paths.endpoint)
  } catch (error) {
    if (error instanceof AppError && error.code === 'daemon_unreachable') return undefined
    throw error
  }
}
