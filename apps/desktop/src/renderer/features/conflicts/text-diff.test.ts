import { describe, expect, it } from 'vitest'
import { type DiffLine, diffTexts } from './text-diff.js'

const textOf = (line: DiffLine | null) => line?.parts.map(({ text }) => text).join('') ?? null
const changedOf = (line: DiffLine | null) =>
  line?.parts.filter(({ isChanged }) => isChanged).map(({ text }) => text)

/** Both columns as the rows show them; a gap counts its lines. */
function columns(left: string, right: string) {
  return diffTexts(left, right)?.map((row) =>
    row.kind === 'gap' ? row.lineCount : [textOf(row.left), textOf(row.right)],
  )
}

const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}`)

describe('two texts side by side', () => {
  it('puts a changed line beside what it was, with the words that differ', () => {
    const rows = diffTexts('one\ntwo old words\nthree', 'one\ntwo new words\nthree') ?? []
    const changed = rows.find((row) => row.kind === 'changed')
    if (changed?.kind !== 'changed') throw new Error('no changed row')
    expect(textOf(changed.left)).toBe('two old words')
    expect(changedOf(changed.left)).toEqual(['old'])
    expect(changedOf(changed.right)).toEqual(['new'])
    expect(changed.left?.number).toBe(2)
  })

  it('leaves the other side empty where lines were added or removed', () => {
    expect(columns('a\nb', 'a\nx\nb')).toEqual([
      ['a', 'a'],
      [null, 'x'],
      ['b', 'b'],
    ])
    expect(columns('a\nb\nc', 'a')).toEqual([
      ['a', 'a'],
      ['b', null],
      ['c', null],
    ])
  })

  it('numbers the lines of each side by itself', () => {
    const last = (diffTexts('a\nz', 'x\ny\na\nz') ?? []).at(-1)
    if (last === undefined || last.kind === 'gap') throw new Error('no last row')
    expect([last.left?.number, last.right?.number]).toEqual([2, 4])
  })

  it('leaves out equal lines far from a change and says how many', () => {
    const before = lines(40)
    const after = [...before]
    after[20] = 'changed'
    const shown = columns(before.join('\n'), after.join('\n'))
    expect(shown?.[0]).toBe(17)
    expect(shown?.at(-1)).toBe(16)
    expect(shown).toHaveLength(1 + 3 + 1 + 3 + 1)
  })

  it('shows no change between line endings alone', () => {
    const rows = columns('a\r\nb\r\n', 'a\nb') ?? []
    expect(rows.flat().join()).toBe('2')
  })

  it('gives up on texts that have nothing in common instead of taking for ever', () => {
    const left = lines(900).join('\n')
    const right = lines(900)
      .map((line) => `other ${line}`)
      .join('\n')
    expect(diffTexts(left, right)).toBeNull()
  })
})
