/** Does something now and then again and again, never keeping the process alive for it. */
export function repeatedly(
  act: () => Promise<void>,
  everyMs: number,
  log: { warn(fields: object, message: string): void },
): Disposable {
  const run = () => {
    // Housekeeping: the next time it may work.
    act().catch((error: unknown) => log.warn({ error }, 'housekeeping failed'))
  }
  run()
  const timer = setInterval(run, everyMs).unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
