import { Compile } from 'typebox/compile'
import { describe, expect, test } from 'vitest'
import { APP_CALLS, DAEMON_CALLS } from './index.js'

const ROWS = [...DAEMON_CALLS, ...Object.values(APP_CALLS)]

describe('the IPC contract', () => {
  test('each channel has one row', () => {
    expect(new Set(ROWS.map(({ channel }) => channel)).size).toBe(ROWS.length)
  })

  test.each(ROWS.map((row) => [row.channel, row]))(
    'SEC-123 %s refuses parameters that it does not know',
    (_, row) => {
      const check = Compile(row.params)
      expect(check.Check({ unknown: true })).toBe(false)
      expect(check.Check(null)).toBe(false)
      expect(check.Check('text')).toBe(false)
    },
  )
})
