/** A person who approves a held deletion on the console waits about this long for the devices. */
const WATCH_EVERY_MS = 2000

/** Calls `ring` soon after another process has written to the database, until it is disposed. */
export function watchForeignCommits(
  takeForeignCommits: () => boolean,
  ring: () => void,
): Disposable {
  const timer = setInterval(() => {
    if (takeForeignCommits()) ring()
  }, WATCH_EVERY_MS)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
