/** Rows that one page key moves. */
const PAGE_ROWS = 10

/** Where a key leads from row `at` of `count`, held at both ends; undefined for other keys. */
export function moveIn(count: number, at: number, key: string): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + PAGE_ROWS,
    PageUp: at - PAGE_ROWS,
    Home: 0,
    End: count - 1,
  }
  const to = Object.hasOwn(steps, key) ? steps[key] : undefined
  if (to === undefined || count === 0) return undefined
  return Math.min(count - 1, Math.max(0, to))
}
