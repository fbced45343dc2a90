/**
 * Compares versions like `1.2.3` by their numbers: negative when `a` is older. What is no number
 * counts as 0; what follows a hyphen does not count.
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)]
  for (let at = 0; at < 3; at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function numbersOf(version: string): number[] {
  const [release = ''] = version.split(/[-+]/, 1)
  return release.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : 0))
}
