/**
 * Results of `load` for each item, in order, with the next one loading while the consumer is busy
 * with the last. Holds at most two results. A consumer that stops early waits for the one that is
 * under way, so nothing goes on behind its back.
 */
export async function* readAhead<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  load: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  let loading: Promise<R> | undefined
  try {
    for await (const item of items) {
      const loaded = loading
      const next = load(item)
      // Whoever awaits it sees the failure; until then it must not count as unhandled.
      next.catch(() => undefined)
      loading = next
      if (loaded !== undefined) yield await loaded
    }
    const last = loading
    loading = undefined
    if (last !== undefined) yield await last
  } finally {
    await loading?.catch(() => undefined)
  }
}
