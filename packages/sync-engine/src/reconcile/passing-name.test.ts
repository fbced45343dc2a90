import { describe, expect, it } from 'vitest'
import { id } from './_trees.js'
import { isPassing, passingName, wishedName } from './passing-name.js'

describe('a passing name', () => {
  it('is visible, opens with the same program and tells where the item goes', () => {
    const name = passingName({ nodeId: id('a'), name: 'Thesis.tar.gz' })
    expect(name).toBe(`Thesis (moving ${id('a')}).tar.gz`)
    expect(wishedName({ nodeId: id('a'), name })).toBe('Thesis.tar.gz')
  })

  it('is told from a name that a person or another item has', () => {
    const name = passingName({ nodeId: id('a'), name: 'a' })
    expect(isPassing({ nodeId: id('a'), name })).toBe(true)
    expect(isPassing({ nodeId: id('b'), name })).toBe(false)
    expect(isPassing({ nodeId: id('a'), name: 'House (moving in May)' })).toBe(false)
    expect(wishedName({ nodeId: id('b'), name })).toBe(name)
  })

  it('fits where names of 255 bytes do, with as much of the name as there is room for (E45)', () => {
    const name = passingName({ nodeId: id('a'), name: `${'\u00e9'.repeat(125)}.jpeg` })
    expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(255)
    expect(isPassing({ nodeId: id('a'), name })).toBe(true)
    expect(wishedName({ nodeId: id('a'), name })).toMatch(/^\u00e9+\.jpeg$/)
  })
})
