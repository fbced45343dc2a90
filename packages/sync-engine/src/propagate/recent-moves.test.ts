import type { NodeId, RelPath } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import { RecentMoves } from './recent-moves.js'

/** Former paths with the folder that was there, in the order in which they were left. */
type Moves = readonly (readonly [path: string, folder: string])[]

/** What a hint leads to when the folders have moved so and are where `places` says by now. */
function follow(moves: Moves, places: Readonly<Record<string, string>>, hint: string): string[] {
  const recent = new RecentMoves()
  for (const [path, folder] of moves) recent.note(path as RelPath, folder as NodeId)
  const store = { localPath: (nodeId: NodeId) => places[nodeId] as RelPath | undefined }
  return [...recent.follow(store, new Set([hint as RelPath]))]
}

describe('a hint at a former path', () => {
  it('leads to where the folder is now, and what is below it', () => {
    const moves: Moves = [['a', 'A']]
    expect(follow(moves, { A: 'b/c' }, 'a')).toEqual(['a', 'b/c'])
    expect(follow(moves, { A: 'b/c' }, 'a/d/e')).toEqual(['a/d/e', 'b/c/d/e'])
    expect(follow(moves, { A: 'b/c' }, 'ab')).toEqual(['ab'])
    expect(follow(moves, { A: 'b/c' }, '')).toEqual([''])
  })

  it('leads nowhere when the folder is gone', () => {
    expect(follow([['a', 'A']], {}, 'a/b')).toEqual(['a/b'])
  })

  it('leads on where a folder below or above has moved, too', () => {
    const places = { A: 'c', B: 'c/d' }
    const belowLast: Moves = [
      ['a', 'A'],
      ['c/b', 'B'],
    ]
    expect(follow(belowLast, places, 'a/b/x')).toContain('c/d/x')
    const belowFirst: Moves = [
      ['a/b', 'B'],
      ['a', 'A'],
    ]
    expect(follow(belowFirst, places, 'a/b/x')).toContain('c/d/x')
  })

  it('leads to each folder that was there', () => {
    const moves: Moves = [
      ['a', 'A'],
      ['a', 'B'],
    ]
    expect(follow(moves, { A: 'b', B: 'c' }, 'a/x')).toEqual(['a/x', 'b/x', 'c/x'])
  })

  it('comes to an end when folders were moved into each other', () => {
    const moves: Moves = [
      ['a', 'A'],
      ['a/b', 'B'],
      ['b', 'B'],
    ]
    expect(follow(moves, { A: 'b/a', B: 'b' }, 'a/b/x')).toEqual(['a/b/x', 'b/a/b/x', 'b/x'])
  })

  it('is followed along the last thousand paths only', () => {
    const moves = Array.from({ length: 1_001 }, (_, at) => [`a${at}`, `A${at}`] as const)
    const places = { A0: 'first', A1: 'second' }
    expect(follow(moves, places, 'a0')).toEqual(['a0'])
    expect(follow(moves, places, 'a1')).toEqual(['a1', 'second'])
  })
})
