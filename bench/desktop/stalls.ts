import type { Page } from '@tidemark/e2e/desktop-world'

/** How long the page could not answer anything, while something was done in it. */
interface Stalls {
  readonly longestMs: number
  /** Those of at least 50 ms, which people begin to feel. */
  readonly count: number
  readonly wholeMs: number
}

/** Watches the page's event loop while `deed` runs; nothing is asserted. */
export async function watchStalls(page: Page, deed: () => Promise<void>): Promise<Stalls> {
  await page.evaluate(() => {
    const watch = { longestMs: 0, count: 0, lastMs: performance.now(), timer: 0 }
    watch.timer = window.setInterval(() => {
      const nowMs = performance.now()
      const gapMs = nowMs - watch.lastMs
      watch.lastMs = nowMs
      watch.longestMs = Math.max(watch.longestMs, gapMs)
      if (gapMs >= 50) watch.count++
    }, 4)
    Object.assign(window, { watch })
  })
  const startedMs = performance.now()
  await deed()
  const wholeMs = performance.now() - startedMs
  const seen = await page.evaluate(() => {
    const { watch } = window as unknown as { watch: Stalls & { timer: number } } // put there above
    window.clearInterval(watch.timer)
    return { longestMs: watch.longestMs, count: watch.count }
  })
  return { ...seen, wholeMs }
}

/** One line of a report. */
export function formatStalls({ longestMs, count, wholeMs }: Stalls): string {
  const whole = `${(wholeMs / 1000).toFixed(1)} s`
  return `longest stall ${longestMs.toFixed(0)} ms, ${count} of 50 ms or more, in ${whole}`
}
