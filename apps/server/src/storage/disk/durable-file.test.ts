import { describe, expect, it } from 'vitest'
import { foldersToSync } from './durable-file.js'

describe('foldersToSync', () => {
  it('names the parent of each folder that was made (b.4)', () => {
    expect(foldersToSync('/a/b/c/d', '/a/b')).toEqual(['/a/b/c', '/a/b', '/a'])
    expect(foldersToSync('/a/b', '/a/b')).toEqual(['/a'])
  })

  it('names the parent of a folder that was there: its maker may have been killed', () => {
    expect(foldersToSync('/a/b', undefined)).toEqual(['/a'])
  })

  it('ends at the top of the file system', () => {
    expect(foldersToSync('/a', '/a')).toEqual(['/'])
  })
})
