import { describe, expect, it } from 'vitest'
import { id, put } from './_rows.js'
import { splitChunks, splitUnits } from './split-request.js'

const operation = (number: number, group?: number) =>
  put({ opId: id(number), ...(group === undefined ? {} : { group }) })
const shape = (chunks: ReturnType<typeof splitChunks>) =>
  chunks.map((units) => units.map(({ operations }) => operations.length))

describe('splitting a request', () => {
  it('gathers a group where its first operation stands', () => {
    const units = splitUnits([operation(1), operation(2, 4), operation(3), operation(4, 4)])
    const ids = units.map(({ operations }) => operations.map(({ opId }) => opId))
    expect(ids).toEqual([[id(1)], [id(2), id(4)], [id(3)]])
    expect(units.map(({ isGroup }) => isGroup)).toEqual([false, true, false])
  })

  it('takes a group of one, and group 0, for groups', () => {
    expect(splitUnits([operation(1, 0)])).toMatchObject([{ isGroup: true }])
  })

  it('fills transactions, and never cuts a group', () => {
    const singles = Array.from({ length: 5 }, (_, i) => operation(i))
    const group = Array.from({ length: 4 }, (_, i) => operation(10 + i, 1))
    expect(shape(splitChunks(splitUnits(singles), 2))).toEqual([[1, 1], [1, 1], [1]])
    expect(shape(splitChunks(splitUnits([...singles, ...group]), 3))).toEqual([
      [1, 1, 1],
      [1, 1],
      [4],
    ])
  })
})
