import { type CrashPoint, noCrash } from '@tidemark/server-core'

/**
 * The crash point hook of the executable. Only with TIDEMARK_TEST_HOOKS=1, TIDEMARK_CRASH_AT=S05:3
 * kills the process the third time it comes by S05, as a power cut would: nothing is cleaned up.
 */
export function crashPointFromEnv(env: NodeJS.ProcessEnv): CrashPoint {
  const [name, count = '1'] = (env.TIDEMARK_CRASH_AT ?? '').split(':')
  if (env.TIDEMARK_TEST_HOOKS !== '1' || !name) return noCrash
  let left = Number(count)
  return (point) => {
    if (point !== name) return
    left -= 1
    if (left === 0) process.kill(process.pid, 'SIGKILL')
  }
}
