/**
 * Where a key leads from position `at` of a row of `count`: arrows go round, Home and End to the
 * ends. Undefined when the key means something else.
 */
export function stepIn(count: number, at: number, key: string): number | undefined {
  if (count === 0) return undefined
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return (at + 1) % count
    case 'ArrowLeft':
    case 'ArrowUp':
      return (at + count - 1) % count
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return undefined
  }
}
