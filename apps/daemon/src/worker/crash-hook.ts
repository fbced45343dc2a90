import type { CrashPoint } from '@tidemark/sync-engine'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The crash point that tests ask for: `TIDEMARK_CRASH_AT=<point>[:count]` kills the process the
 * count-th time that the engine passes the point, as a power cut would. Only with
 * `TIDEMARK_TEST_HOOKS=1`, so that no stray variable ever does it.
 */
export function crashHook(env: Environment, kill: () => void): CrashPoint | undefined {
  const wanted = env.TIDEMARK_TEST_HOOKS === '1' ? env.TIDEMARK_CRASH_AT : undefined
  if (wanted === undefined || wanted === '') return undefined
  const [point, count = '1'] = wanted.split(':')
  let left = Number(count)
  return (name) => {
    if (name === point && --left === 0) kill()
  }
}
