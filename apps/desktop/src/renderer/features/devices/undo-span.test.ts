import { expect, it } from 'vitest'
import { changeCount, sinceOf } from './undo-span.js'

it('undoes what a device did in the last hour, day or week', () => {
  expect(sinceOf('hour', 10_000_000)).toBe(6_400_000)
  expect(sinceOf('week', 700_000_000)).toBe(700_000_000 - 604_800_000)
})

it('counts the changes of an undo over all folders', () => {
  const counts = { back: 1, content: 2, place: 3, trash: 4 }
  expect(changeCount([{ counts }, { counts }])).toBe(20)
  expect(changeCount([])).toBe(0)
})
