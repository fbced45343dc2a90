import { describe, expect, it } from 'vitest'
import type { ConflictSide, OpenConflict } from '../../../ipc-contract/index.js'
import { choiceFor, differenceOf, needsDetails, ownSide, seenOf } from './conflict-view.js'

function side(deviceName: string | null, change: Partial<ConflictSide> = {}): ConflictSide {
  // Ids do not matter to the view.
  return { kind: 'file', sizeBytes: 1, modifiedAtMs: 1, deviceName, ...change } as ConflictSide
}

function conflict(change: Partial<OpenConflict>): OpenConflict {
  // The view reads these fields only.
  return { conflictId: 'c' as OpenConflict['conflictId'], ...change } as OpenConflict
}

// Ids are strings that only the daemon makes.
const revision = (id: string) => side('Desk', { revisionId: id as ConflictSide['revisionId'] })

const laptopSecond = conflict({ deviceName: 'Laptop', original: side('Desk') })
const deskSecond = conflict({ deviceName: 'Desk', original: side('Laptop') })

describe('mine and theirs in a conflict', () => {
  it('means the side that this device wrote, whichever came first', () => {
    expect(choiceFor(laptopSecond, 'mine', 'Desk')).toBe('original')
    expect(choiceFor(laptopSecond, 'theirs', 'Desk')).toBe('copy')
    expect(choiceFor(deskSecond, 'mine', 'Desk')).toBe('copy')
    expect(choiceFor(deskSecond, 'theirs', 'Desk')).toBe('original')
  })

  it('means nothing between two other devices, or twice this one', () => {
    expect(choiceFor(laptopSecond, 'mine', 'Phone')).toBeNull()
    expect(ownSide(conflict({ deviceName: 'Desk', original: side('Desk') }), 'Desk')).toBeNull()
    expect(choiceFor(laptopSecond, 'both', 'Phone')).toBe('both')
  })

  it('asks who wrote the first version where the list does not know', () => {
    expect(needsDetails(conflict({ deviceName: 'Laptop', original: side(null) }))).toBe(true)
    expect(needsDetails(laptopSecond)).toBe(false)
    expect(needsDetails(conflict({ deviceName: 'Laptop' }))).toBe(false)
  })
})

describe('what a decision names', () => {
  it('is what the person saw of each side that is there', () => {
    const original = revision('o')
    const copy = revision('k')
    expect(seenOf(conflict({ original, copy }))).toEqual({
      conflictId: 'c',
      originalRev: 'o',
      copyRev: 'k',
    })
    expect(seenOf(conflict({ copy }))).toEqual({ conflictId: 'c', copyRev: 'k' })
  })

  it('tells the newer and the larger side, and neither when one is gone', () => {
    const newer = side('Desk', { modifiedAtMs: 2 })
    expect(differenceOf(newer, side('Laptop'))).toEqual({ isNewer: true, isLarger: false })
    expect(differenceOf(newer, undefined)).toEqual({ isNewer: false, isLarger: false })
  })
})
