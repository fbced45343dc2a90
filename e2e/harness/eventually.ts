import { setTimeout as delay } from 'node:timers/promises'

/** Asks `probe` until it answers something else than undefined; the last reason is told at the end. */
export async function eventually<T>(
  what: string,
  probe: () => Promise<T | undefined> | T | undefined,
  { timeoutMs = 60_000, everyMs = 50, explain = (): string => '' } = {},
): Promise<T> {
  const deadline = Date.now() + timeoutMs
  let reason = ''
  for (;;) {
    try {
      const answer = await probe()
      if (answer !== undefined) return answer
      reason = explain()
    } catch (error) {
      reason = String(error)
    }
    if (Date.now() > deadline)
      throw new Error(`${what} did not happen in ${timeoutMs} ms: ${reason}`)
    await delay(everyMs)
  }
}
