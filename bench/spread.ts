/** Median, 95th percentile and range of milliseconds, as text. */
export function formatSpread(valuesMs: readonly number[]): string {
  const sorted = [...valuesMs].sort((a, b) => a - b)
  const quantile = (share: number) =>
    `${(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(0)} ms`
  const range = `${quantile(0)} to ${quantile(1)}`
  return `median ${quantile(0.5)}, p95 ${quantile(0.95)}, ${range}, ${sorted.length} rounds`
}
