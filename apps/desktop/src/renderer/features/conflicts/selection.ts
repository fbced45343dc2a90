/** What is chosen in a list, by id. Kept apart from the list so that a reload keeps the choice. */
export interface Selection {
  /** Shown beside the list. */
  readonly focused: string | null
  readonly checked: ReadonlySet<string>
}

export const NOTHING_SELECTED: Selection = { focused: null, checked: new Set<string>([]) }

/** Checks or unchecks one; with `upTo`, everything between the focused one and it. */
export function toggle(
  selection: Selection,
  ids: readonly string[],
  id: string,
  upTo = false,
): Selection {
  const isOn = !selection.checked.has(id)
  const changed = upTo ? between(ids, selection.focused ?? id, id) : [id]
  const checked = new Set(selection.checked)
  for (const one of changed) {
    if (isOn) checked.add(one)
    else checked.delete(one)
  }
  return { focused: id, checked }
}

/** Checks all, or nothing when all are checked already. */
export function toggleAll(selection: Selection, ids: readonly string[]): Selection {
  const areAll = ids.length > 0 && ids.every((id) => selection.checked.has(id))
  return { ...selection, checked: new Set(areAll ? [] : ids) }
}

/**
 * The selection after the list changed: what is gone is not chosen any more, and the focus moves to
 * what took the place of the focused one.
 */
export function reconcileSelection(
  selection: Selection,
  before: readonly string[],
  after: readonly string[],
): Selection {
  const left = new Set(after)
  const checked = new Set([...selection.checked].filter((id) => left.has(id)))
  const { focused } = selection
  if (focused === null) return { focused: after[0] ?? null, checked }
  if (left.has(focused)) return { focused, checked }
  const next = before.slice(Math.max(0, before.indexOf(focused))).find((id) => left.has(id))
  return { focused: next ?? after.at(-1) ?? null, checked }
}

/** What an action works on: the checked ones, or else the one shown. */
export function targets(selection: Selection): readonly string[] {
  if (selection.checked.size > 0) return [...selection.checked]
  return selection.focused === null ? [] : [selection.focused]
}

function between(ids: readonly string[], from: string, to: string): readonly string[] {
  const first = ids.indexOf(from)
  const last = ids.indexOf(to)
  if (first === -1 || last === -1) return [to]
  return ids.slice(Math.min(first, last), Math.max(first, last) + 1)
}
