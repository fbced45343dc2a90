import { moveIn } from './move-in.js'

/** What keys need to know of a row. */
export interface TreeKeyRow {
  readonly id: string
  /** From 1. */
  readonly level: number
  /** null for what cannot be opened. */
  readonly isOpen: boolean | null
}

/** What a key does in a tree, and to which row. */
export interface TreeDeed {
  readonly do: 'focus' | 'open' | 'close' | 'tick'
  readonly at: number
}

/**
 * What a key means on row `at`: right opens and then goes in, left closes and then goes out, Space
 * ticks, Enter opens and closes; the others move as in a list. Undefined when it means nothing here.
 */
export function treeKey(
  rows: readonly TreeKeyRow[],
  at: number,
  key: string,
): TreeDeed | undefined {
  const row = rows[at]
  if (row === undefined || !['ArrowRight', 'ArrowLeft', ' ', 'Enter'].includes(key)) {
    const to = moveIn(rows.length, at, key)
    return to === undefined ? undefined : { do: 'focus', at: to }
  }
  if (key === ' ') return { do: 'tick', at }
  if (row.isOpen === true && (key === 'ArrowLeft' || key === 'Enter')) return { do: 'close', at }
  if (row.isOpen === false && key !== 'ArrowLeft') return { do: 'open', at }
  const to = key === 'ArrowLeft' ? parentOf(rows, at) : firstInside(rows, at)
  return to === undefined ? undefined : { do: 'focus', at: to }
}

function parentOf(rows: readonly TreeKeyRow[], at: number): number | undefined {
  const level = rows[at]?.level ?? 0
  for (let above = at - 1; above >= 0; above--) {
    if ((rows[above]?.level ?? 0) < level) return above
  }
  return undefined
}

function firstInside(rows: readonly TreeKeyRow[], at: number): number | undefined {
  const isInside = (rows[at + 1]?.level ?? 0) > (rows[at]?.level ?? 0)
  return isInside ? at + 1 : undefined
}
