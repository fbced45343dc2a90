/**
 * Resolves when somebody wants this process to end. From then on signals are ignored: a terminal and
 * npm both send the same one, and the second must not end what is busy stopping in order.
 */
export function untilStopped() {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, resolve)
  })
}
