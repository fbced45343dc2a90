import { connect } from 'node:net'
import { CONTROL_PROTOCOL } from '@tidemark/control'
import { currentProfile } from '@tidemark/control-socket'
import { eventually } from '../../harness/eventually.js'

/** Process id of the daemon that runs on a profile, from its own handshake. */
export async function daemonPid(profile: string): Promise<number> {
  return await eventually('a daemon', () => askPid(currentProfile(profile).endpoint))
}

/** Asks the profile's daemon to end, if one runs: the app leaves it running. */
export async function endDaemon(profile: string): Promise<void> {
  const pid = await askPid(currentProfile(profile).endpoint).catch(() => undefined)
  if (pid === undefined) return
  process.kill(pid, 'SIGTERM')
  await eventually('the end of the daemon', () => (isRunning(pid) ? undefined : true))
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false // there is no such process any more
  }
}

async function askPid(endpoint: string): Promise<number> {
  const socket = connect(endpoint)
  try {
    const text = await new Promise<string>((resolve, reject) => {
      socket.setEncoding('utf8').once('data', resolve).once('error', reject)
      const params = { protocol: CONTROL_PROTOCOL, version: 'test' }
      socket.write(`${JSON.stringify({ id: 1, method: 'hello', params })}\n`)
    })
    return JSON.parse(text).result.pid
  } finally {
    socket.destroy()
  }
}
