import type { FileContent } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import { HalfHeardMoves } from './half-heard-moves.js'

const CONTENT: FileContent = {
  sizeBytes: 4,
  root: null,
  depth: 0,
  profileId: 'none',
  hashId: 'none',
  mtimeNs: '0',
  executable: false,
}

describe('a file that somebody moved', () => {
  it('may stay at both places when the engine there sent its removal', () => {
    const moves = new HalfHeardMoves()
    moves.noteMove('text', 'Alpha')
    moves.noteMove('text', 'Beta')
    moves.noteDeletion('Beta', CONTENT)
    expect(moves.has('text', { ...CONTENT, mtimeNs: '5' })).toBe(true)
    expect(moves.has('text', { ...CONTENT, sizeBytes: 5 })).toBe(false)
    expect(moves.has('other text', CONTENT)).toBe(false)
  })

  it('may not when nobody sent a removal, or one who had not moved it', () => {
    const moves = new HalfHeardMoves()
    moves.noteMove('text', 'Alpha')
    expect(moves.has('text', CONTENT)).toBe(false)
    moves.noteDeletion('Beta', CONTENT)
    expect(moves.has('text', CONTENT)).toBe(false)
  })
})
