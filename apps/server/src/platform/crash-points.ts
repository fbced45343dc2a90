import { readFileSync } from 'node:fs'
import { type CrashPoint, noCrash } from '@tidemark/server-core'

/**
 * The crash point hook of the executable, only with TIDEMARK_TEST_HOOKS=1. TIDEMARK_CRASH_AT=S05:3
 * kills the process the third time it comes by S05, as a power cut would: nothing is cleaned up.
 * TIDEMARK_CRASH_FILE names a file that says the same while the process runs.
 */
export function crashPointFromEnv(env: NodeJS.ProcessEnv): CrashPoint {
  const { TIDEMARK_CRASH_AT: fixed = '', TIDEMARK_CRASH_FILE: file } = env
  if (env.TIDEMARK_TEST_HOOKS !== '1') return noCrash
  let armed = ''
  let left = 0
  return (point) => {
    const wanted = file === undefined ? fixed : wish(file)
    const [name, count = '1'] = wanted.split(':')
    if (wanted !== armed) left = Number(count)
    armed = wanted
    if (point === name && --left === 0) process.kill(process.pid, 'SIGKILL')
  }
}

/** What the file asks for; nothing while there is none. */
function wish(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return ''
  }
}
