/** A file name that sorts by time and is new every second. */
export function diagnosticsName(now: Date): string {
  const stamp = now.toISOString().slice(0, 19).replace(/[:T]/g, '-')
  return `tidemark-diagnostics-${stamp}.tar.gz`
}
