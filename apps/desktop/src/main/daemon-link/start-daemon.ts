import { AppError } from '@tidemark/protocol'
import { type Command, spawnDetached } from '../programs/spawn-detached.js'

/** A daemon that was started and is on its own from then on. */
export interface StartedDaemon {
  /** Rejects with AppError `daemon_unreachable` and the daemon's own words when it ends. */
  readonly ended: Promise<never>
  /** Cuts the last tie: the daemon outlives this process and neither waits for the other. */
  release(): void
}

/** Exit code of a daemon that found another one on its profile: that one answers soon. */
const EXIT_ALREADY_RUNNING = 6
const MAX_COMPLAINT_CHARS = 2000

/** Starts the daemon of a profile, detached. */
export function startDaemon(
  { command, args }: Command,
  profileDirectory: string,
  environment: NodeJS.ProcessEnv,
): StartedDaemon {
  const serve = ['daemon', '--profile', profileDirectory]
  const child = spawnDetached({ command, args: [...args, ...serve] }, environment, [
    'ignore',
    'ignore',
    'pipe',
  ])
  let complaint = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-MAX_COMPLAINT_CHARS)
  })
  const ended = new Promise<never>((_, reject) => {
    const fail = (problem: string) =>
      reject(new AppError('daemon_unreachable', problem === '' ? {} : { problem }))
    child.once('error', (error) => fail(error.message))
    child.once('close', (code) => {
      if (code !== EXIT_ALREADY_RUNNING) fail(firstLine(complaint))
    })
  })
  // Whoever does not listen any more has the daemon's connection to tell of its end.
  ended.catch(() => undefined)
  const release = () => {
    child.stderr?.destroy()
    child.unref()
  }
  return { ended, release }
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? ''
}
