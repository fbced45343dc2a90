import type { Logger } from './logger.js'

/** Does something now and then again and again, never keeping the process alive for it. */
export function repeatedly(
  act: () => Promise<void>,
  everyMs: number,
  log: Pick<Logger, 'warn'>,
): Disposable {
  const run = () => {
    // Housekeeping: the next time it may work.
    act().catch((error: unknown) => log.warn({ error }, 'housekeeping failed'))
  }
  run()
  const timer = setInterval(run, everyMs).unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
