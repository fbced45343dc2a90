import { describe, expect, it } from 'vitest'
import { treeKey } from './tree-key.js'

const row = (id: string, level: number, isOpen: boolean | null) => ({ id, level, isOpen })
/** a (open) holds b (closed) and c (a file); d is closed. */
const ROWS = [row('a', 1, true), row('b', 2, false), row('c', 2, null), row('d', 1, false)]

describe('keys in a tree', () => {
  it('right opens a folder and goes into an open one, and nowhere from a file', () => {
    expect(treeKey(ROWS, 1, 'ArrowRight')).toEqual({ do: 'open', at: 1 })
    expect(treeKey(ROWS, 0, 'ArrowRight')).toEqual({ do: 'focus', at: 1 })
    expect(treeKey(ROWS, 2, 'ArrowRight')).toBeUndefined()
  })

  it('left closes an open folder and goes out to the one around it', () => {
    expect(treeKey(ROWS, 0, 'ArrowLeft')).toEqual({ do: 'close', at: 0 })
    expect(treeKey(ROWS, 2, 'ArrowLeft')).toEqual({ do: 'focus', at: 0 })
    expect(treeKey(ROWS, 3, 'ArrowLeft')).toBeUndefined()
  })

  it('Space ticks, Enter opens and closes, the rest moves', () => {
    expect(treeKey(ROWS, 2, ' ')).toEqual({ do: 'tick', at: 2 })
    expect(treeKey(ROWS, 0, 'Enter')).toEqual({ do: 'close', at: 0 })
    expect(treeKey(ROWS, 3, 'Enter')).toEqual({ do: 'open', at: 3 })
    expect(treeKey(ROWS, 0, 'End')).toEqual({ do: 'focus', at: 3 })
    expect(treeKey(ROWS, -1, 'ArrowDown')).toEqual({ do: 'focus', at: 0 })
    expect(treeKey([], -1, ' ')).toBeUndefined()
    expect(treeKey(ROWS, 0, 'x')).toBeUndefined()
  })
})
