import { describe, expect, it } from 'vitest'
import { linkParams, NEW_SPACE } from './link-draft.js'

describe('what linking a folder asks for', () => {
  it('names a new space, without the blanks around its name', () => {
    expect(linkParams({ path: '/a', spaceId: NEW_SPACE, name: ' Work ' })).toEqual({
      path: '/a',
      spaceName: 'Work',
    })
  })

  it('names an existing space by its id, whatever is left in the name', () => {
    expect(linkParams({ path: '/a', spaceId: 'ab12', name: 'Work' })).toEqual({
      path: '/a',
      spaceId: 'ab12',
    })
  })

  it('asks for nothing while folder or name is missing', () => {
    expect(linkParams({ path: null, spaceId: 'ab12', name: '' })).toBeNull()
    expect(linkParams({ path: '/a', spaceId: NEW_SPACE, name: '  ' })).toBeNull()
  })
})
