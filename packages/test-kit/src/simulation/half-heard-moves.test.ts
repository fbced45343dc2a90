import type { FileContent } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import { PartedMoves } from './parted-moves.js'

const CONTENT: FileContent = {
  sizeBytes: 4,
  root: null,
  depth: 0,
  profileId: 'none',
  hashId: 'none',
  mtimeNs: '0',
  executable: false,
}

/** One person moves `text` from a to b, the other one does not see it and moves it to c. */
function movedByTwo(): PartedMoves {
  const moves = new PartedMoves()
  moves.noteMove('text', 'Alpha', 'a', 'b')
  moves.noteMove('text', 'Beta', 'a', 'c')
  return moves
}

describe('a file that two people moved at once', () => {
  it('may stay at both places when the engine of one of them sent its removal', () => {
    const moves = movedByTwo()
    moves.noteDeletion('Beta', CONTENT)
    expect(moves.isParted('text', { ...CONTENT, mtimeNs: '5' })).toBe(true)
    expect(moves.isParted('text', { ...CONTENT, sizeBytes: 5 })).toBe(false)
  })

  it('may not when nobody sent a removal, or a third one did', () => {
    const moves = movedByTwo()
    expect(moves.isParted('text', CONTENT)).toBe(false)
    moves.noteDeletion('Gamma', CONTENT)
    expect(moves.isParted('text', CONTENT)).toBe(false)
  })

  it('was moved by one after the other if the second one found it where the first one put it', () => {
    const moves = new PartedMoves()
    moves.noteMove('text', 'Alpha', 'a', 'b')
    moves.noteMove('text', 'Beta', 'b', 'c')
    moves.noteDeletion('Beta', CONTENT)
    expect(moves.isParted('text', CONTENT)).toBe(false)
  })
})
