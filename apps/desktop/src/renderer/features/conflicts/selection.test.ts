import { describe, expect, it } from 'vitest'
import {
  NOTHING_SELECTED,
  reconcileSelection,
  type Selection,
  targets,
  toggle,
  toggleAll,
} from './selection.js'

const IDS = ['a', 'b', 'c', 'd']
const pick = (focused: string | null, ...checked: string[]): Selection => ({
  focused,
  checked: new Set(checked),
})

describe('choosing conflicts in a list', () => {
  it('works on the checked ones, else on the one that is shown', () => {
    expect(targets(pick('a', 'b', 'c'))).toEqual(['b', 'c'])
    expect(targets(pick('a'))).toEqual(['a'])
    expect(targets(NOTHING_SELECTED)).toEqual([])
  })

  it('checks a range up to the one that was clicked, in both directions', () => {
    expect(toggle(pick('b'), IDS, 'd', true)).toEqual(pick('d', 'b', 'c', 'd'))
    expect(toggle(pick('c'), IDS, 'a', true)).toEqual(pick('a', 'a', 'b', 'c'))
  })

  it('unchecks what was checked', () => {
    expect(toggle(pick('a', 'a', 'b'), IDS, 'b')).toEqual(pick('b', 'a'))
  })

  it('checks all, and nothing when all were checked', () => {
    expect(toggleAll(pick('a', 'b'), IDS).checked.size).toBe(4)
    expect(toggleAll(pick('a', ...IDS), IDS).checked.size).toBe(0)
  })
})

describe('a list of conflicts that changes under a choice', () => {
  it('shows what took the place of the one that is gone', () => {
    expect(reconcileSelection(pick('b', 'b', 'c'), IDS, ['a', 'c', 'd'])).toEqual(pick('c', 'c'))
    expect(reconcileSelection(pick('d'), IDS, ['a', 'b'])).toEqual(pick('b'))
  })

  it('shows the first when nothing was shown, and nothing when none is left', () => {
    expect(reconcileSelection(NOTHING_SELECTED, [], ['a', 'b']).focused).toBe('a')
    expect(reconcileSelection(pick('a'), IDS, []).focused).toBeNull()
  })
})
