import { type BlockId, parseBlockId } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import { MarkedBlocks } from './marked-blocks.js'

function idOf(number: number, fill = '0'): BlockId {
  return parseBlockId(number.toString(16).padStart(16, '0').padEnd(64, fill))
}

describe('MarkedBlocks', () => {
  it('has what was added, through many growths, and nothing else', () => {
    const marked = new MarkedBlocks()
    for (let i = 1; i <= 20_000; i++) expect(marked.add(idOf(i * 7919))).toBe(true)
    for (let i = 1; i <= 20_000; i++) expect(marked.has(idOf(i * 7919))).toBe(true)
    for (let i = 1; i <= 20_000; i++) expect(marked.has(idOf(i * 7919 + 1))).toBe(false)
    expect(marked.size).toBe(20_000)
  })

  it('says whether an id was new', () => {
    const marked = new MarkedBlocks()
    expect(marked.add(idOf(5))).toBe(true)
    expect(marked.add(idOf(5))).toBe(false)
  })

  it('takes the id of all zeroes, and holds ids of one prefix for the same', () => {
    const marked = new MarkedBlocks()
    expect(marked.has(idOf(0))).toBe(false)
    marked.add(idOf(0))
    expect(marked.has(idOf(0))).toBe(true)
    expect(marked.has(idOf(0, 'f'))).toBe(true)
  })
})
