import { diffArrays, diffWordsWithSpace } from 'diff'

/** A run of characters, marked when the other side does not have it. */
interface DiffPart {
  readonly text: string
  readonly isChanged: boolean
}

export interface DiffLine {
  readonly number: number
  readonly parts: readonly DiffPart[]
}

/** One row of two columns. `gap` stands for equal lines that are left out. */
export type DiffRow =
  | {
      readonly kind: 'same' | 'changed'
      readonly left: DiffLine | null
      readonly right: DiffLine | null
    }
  | { readonly kind: 'gap'; readonly lineCount: number }

/** Equal lines shown around a change. */
const CONTEXT_LINES = 3
/** Beyond this many edits two texts are as good as unrelated, and comparing them takes too long. */
const MAX_EDITS = 800
/** Words of longer lines are not compared one by one. */
const MAX_LINE_CHARS = 2000

/** Rows that show both texts side by side; null when they differ too much to compare. */
export function diffTexts(left: string, right: string): readonly DiffRow[] | null {
  const changes = diffArrays(linesOf(left), linesOf(right), { maxEditLength: MAX_EDITS })
  if (changes === undefined) return null
  const rows: DiffRow[] = []
  let leftNumber = 1
  let rightNumber = 1
  for (let at = 0; at < changes.length; at++) {
    const change = changes[at]
    if (change === undefined) break
    if (!change.added && !change.removed) {
      rows.push(...sameRows(change.value, leftNumber, rightNumber))
      leftNumber += change.value.length
      rightNumber += change.value.length
      continue
    }
    const next = changes[at + 1]
    const isPair = change.removed && next?.added === true
    const removed = change.removed ? change.value : []
    const added = change.added ? change.value : isPair ? next.value : []
    rows.push(...changedRows(removed, added, leftNumber, rightNumber))
    leftNumber += removed.length
    rightNumber += added.length
    if (isPair) at++
  }
  return foldSame(rows)
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

function sameRows(lines: readonly string[], left: number, right: number): DiffRow[] {
  return lines.map((text, index) => {
    const parts = [{ text, isChanged: false }]
    return {
      kind: 'same',
      left: { number: left + index, parts },
      right: { number: right + index, parts },
    }
  })
}

function changedRows(
  removed: readonly string[],
  added: readonly string[],
  left: number,
  right: number,
): DiffRow[] {
  return Array.from({ length: Math.max(removed.length, added.length) }, (_, index) => {
    const [before, after] = compareWords(removed[index], added[index])
    return {
      kind: 'changed',
      left: before === null ? null : { number: left + index, parts: before },
      right: after === null ? null : { number: right + index, parts: after },
    }
  })
}

type Parts = readonly DiffPart[] | null

function compareWords(before: string | undefined, after: string | undefined): [Parts, Parts] {
  const whole = (text: string | undefined): Parts =>
    text === undefined ? null : [{ text, isChanged: true }]
  if (before === undefined || after === undefined) return [whole(before), whole(after)]
  if (before.length + after.length > MAX_LINE_CHARS) return [whole(before), whole(after)]
  const words = diffWordsWithSpace(before, after)
  return [
    words
      .filter(({ added }) => !added)
      .map(({ value, removed }) => ({ text: value, isChanged: removed })),
    words
      .filter(({ removed }) => !removed)
      .map(({ value, added }) => ({ text: value, isChanged: added })),
  ]
}

/** Leaves out equal lines that are far from every change. */
function foldSame(rows: readonly DiffRow[]): readonly DiffRow[] {
  const folded: DiffRow[] = []
  let start = 0
  while (start < rows.length) {
    let end = start
    while (end < rows.length && rows[end]?.kind === 'same') end++
    const before = start === 0 ? 0 : CONTEXT_LINES
    const after = end === rows.length ? 0 : CONTEXT_LINES
    const hidden = end - start - before - after
    if (hidden > 1) {
      folded.push(...rows.slice(start, start + before), { kind: 'gap', lineCount: hidden })
      folded.push(...rows.slice(end - after, end))
    } else {
      folded.push(...rows.slice(start, end))
    }
    start = end
    while (start < rows.length && rows[start]?.kind !== 'same') {
      folded.push(...rows.slice(start, start + 1))
      start++
    }
  }
  return folded
}
