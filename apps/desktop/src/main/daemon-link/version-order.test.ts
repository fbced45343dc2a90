import { expect, test } from 'vitest'
import { compareVersions } from './version-order.js'

test('versions compare by number, not by text', () => {
  expect(compareVersions('0.9.0', '0.10.0')).toBeLessThan(0)
  expect(compareVersions('1.0.0', '0.99.99')).toBeGreaterThan(0)
  expect(compareVersions('1.2.3-beta', '1.2.3')).toBe(0)
  expect(compareVersions('', '0.0.1')).toBeLessThan(0)
})
