/** How far back an undo goes. */
export const SPANS = ['hour', 'day', 'week'] as const
export type Span = (typeof SPANS)[number]

const SPAN_MS: Readonly<Record<Span, number>> = {
  hour: 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
}

export function sinceOf(span: Span, nowMs: number): number {
  return nowMs - SPAN_MS[span]
}

interface Counted {
  readonly counts: Readonly<Record<'back' | 'content' | 'place' | 'trash', number>>
}

/** Changes of all folders together. */
export function changeCount(folders: readonly Counted[]): number {
  return folders.reduce(
    (sum, { counts }) => sum + counts.back + counts.content + counts.place + counts.trash,
    0,
  )
}
