import { expect, test } from 'vitest'
import { resolveInside } from './resolve-inside.js'

test('a path of the folder is found in it', () => {
  expect(resolveInside('/home/ada/Work', '')).toBe('/home/ada/Work')
  expect(resolveInside('/home/ada/Work', 'a/b.txt')).toBe('/home/ada/Work/a/b.txt')
  expect(resolveInside('/home/ada/Work', '..b/c')).toBe('/home/ada/Work/..b/c')
})

test.each(['..', '../Work2', 'a/../../x', '/etc/passwd', 'a\0b'])(
  'SEC-123 %j leads nowhere',
  (path) => {
    expect(resolveInside('/home/ada/Work', path)).toBeUndefined()
  },
)
