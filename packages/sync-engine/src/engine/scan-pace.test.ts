import { expect, test } from 'vitest'
import { restAfterFullScanMs } from './scan-pace.js'

const FIVE_MINUTES_MS = 300_000

test.each([
  ['a quick scan', 2_000, FIVE_MINUTES_MS],
  ['a scan of a million files', 60_000, 1_200_000],
  ['a scan that is longer than the interval', 400_000, 3_600_000],
  ['a clock that was set back', -5_000, FIVE_MINUTES_MS],
])('the rest after %s', (_what, tookMs, restMs) => {
  expect(restAfterFullScanMs(FIVE_MINUTES_MS, tookMs)).toBe(restMs)
})
