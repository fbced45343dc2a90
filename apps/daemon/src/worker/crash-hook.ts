import { readFileSync } from 'node:fs'
import type { CrashPoint } from '@tidemark/sync-engine'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The crash point that tests ask for: `TIDEMARK_CRASH_AT=<point>[:count]` kills the process the
 * count-th time that the engine passes the point, as a power cut would. `TIDEMARK_CRASH_FILE` names
 * a file that says the same while the process runs. Only with `TIDEMARK_TEST_HOOKS=1`, so that no
 * stray variable ever does it.
 */
export function crashHook(env: Environment, kill: () => void): CrashPoint | undefined {
  const file = env.TIDEMARK_CRASH_FILE
  const fixed = env.TIDEMARK_CRASH_AT ?? ''
  if (env.TIDEMARK_TEST_HOOKS !== '1' || (file === undefined && fixed === '')) return undefined
  const countdown = new Countdown(kill)
  return (name) => countdown.pass(name, file === undefined ? fixed : wishIn(file))
}

/** Counts how often the process came by the point that is asked for. */
class Countdown {
  readonly #kill: () => void
  #wish = ''
  #left = 0

  constructor(kill: () => void) {
    this.#kill = kill
  }

  pass(name: string, wish: string): void {
    const [point, count = '1'] = wish.split(':')
    if (wish !== this.#wish) this.#left = Number(count)
    this.#wish = wish
    if (name === point && --this.#left === 0) this.#kill()
  }
}

function wishIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    // No file, no wish.
    return ''
  }
}
