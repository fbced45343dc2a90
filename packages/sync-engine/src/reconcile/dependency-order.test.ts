import { describe, expect, it } from 'vitest'
import { orderByDependencies } from './dependency-order.js'

const order = (edges: Record<string, string[]>) =>
  orderByDependencies(Object.keys(edges), (id) => edges[id] ?? [])

describe('ordering by dependencies', () => {
  it('puts each item after those it depends on', () => {
    expect(order({ c: ['b'], b: ['a'], a: [] })).toEqual([['a'], ['b'], ['c']])
  })

  it('keeps the order of independent items and ignores unknown dependencies', () => {
    expect(order({ b: ['elsewhere'], a: [] })).toEqual([['b'], ['a']])
  })

  it('keeps items together that depend on each other, after what all of them need', () => {
    const components = order({ x: ['y'], y: ['z', 'a'], z: ['x'], a: [], last: ['x'] })
    expect(components.map((ids) => [...ids].sort())).toEqual([['a'], ['x', 'y', 'z'], ['last']])
  })
})
