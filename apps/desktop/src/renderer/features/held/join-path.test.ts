import { describe, expect, it } from 'vitest'
import { joinPath } from './join-path.js'

describe('absolute paths of items', () => {
  it('follows the platform of the folder', () => {
    expect(joinPath('/home/kim/Work', 'a/b.txt')).toBe('/home/kim/Work/a/b.txt')
    expect(joinPath('C:\\Users\\Kim\\Work', 'a/b.txt')).toBe('C:\\Users\\Kim\\Work\\a\\b.txt')
    expect(joinPath('\\\\nas\\share', 'a')).toBe('\\\\nas\\share\\a')
  })

  it('gives the folder itself for its top', () => {
    expect(joinPath('/home/kim/Work/', '')).toBe('/home/kim/Work')
  })
})
