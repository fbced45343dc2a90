import { DEFAULT_SYNC_SETTINGS } from '@tidemark/control'
import { expect, test } from 'vitest'
import { formatActivity } from './activity-text.js'
import { countArgument } from './count-argument.js'
import { formatDevices } from './devices-text.js'
import { formatHours, hoursArgument, parseHours } from './hours-argument.js'
import { formatIgnoreTest } from './ignore-test-text.js'
import { rateArgument } from './rate-argument.js'
import { formatSettings } from './settings-text.js'
import { PLAIN } from './style.js'

test.each([
  ['500k', 500_000],
  ['2M', 2_000_000],
  ['1.5mb/s', 1_500_000],
  ['40000', 40_000],
  ['off', 'off'],
])('the rate %s is read', (text, rate) => {
  expect(rateArgument(text)).toBe(rate)
})

test.each(['', '0', '1k', '-5M', '5T', 'fast', '1e9'])('the rate %j is refused', (text) => {
  expect(() => rateArgument(text)).toThrow()
})

test.each([
  ['mon-fri 09:00-17:00', [1, 2, 3, 4, 5], 540, 1020, 'mon,tue,wed,thu,fri 09:00-17:00'],
  ['fri-mon 22:00-6:30', [5, 6, 0, 1], 1320, 390, 'mon,fri,sat,sun 22:00-06:30'],
  ['SAT,sun 0:00-24:00', [6, 0], 0, 0, 'sat,sun 00:00-00:00'],
  ['daily 12:00-13:00', [0, 1, 2, 3, 4, 5, 6], 720, 780, 'daily 12:00-13:00'],
])('the hours %j are read and written', (text, days, fromMinute, toMinute, written) => {
  expect(parseHours(text)).toEqual({ days, fromMinute, toMinute })
  expect(formatHours({ days, fromMinute, toMinute })).toBe(written)
})

test.each([
  ...['', 'mon', 'mon 9-17', 'moon 09:00-17:00', 'mon 25:00-26:00', 'mon 09:60-10:00'],
  ...['mon 09:00-24:30', 'mon 09:00-17:00 10:00-11:00'],
])('the hours %j are refused', (text) => {
  expect(() => parseHours(text)).toThrow()
})

test('an option of hours may be repeated, and off leaves none', () => {
  const noon = hoursArgument('daily 12:00-13:00')
  expect(hoursArgument('mon 09:00-10:00', noon)).toHaveLength(2)
  expect(hoursArgument('off', noon)).toEqual([])
})

test('a count outside its bounds is refused', () => {
  expect(countArgument(500)('500')).toBe(500)
  for (const text of ['0', '501', '1.5', 'x', '-1', ' 5']) {
    expect(() => countArgument(500)(text)).toThrow('from 1 to 500')
  }
})

test('settings read as what limits and pauses, and why it is paused now', () => {
  expect(formatSettings({ settings: DEFAULT_SYNC_SETTINGS, pausedBy: null }, PLAIN)).toBe(
    [
      'limit up    no limit',
      'limit down  no limit',
      'pause       never by itself',
      'trash       kept for 30 days',
    ].join('\n'),
  )
  const settings = {
    bandwidth: { upBytesPerSecond: 500_000, downBytesPerSecond: null },
    pauseRules: { ...DEFAULT_SYNC_SETTINGS.pauseRules, onBattery: true },
    localTrash: { keepDays: null, maxBytes: 2e10 },
  }
  const text = formatSettings({ settings, pausedBy: 'battery' }, PLAIN)
  expect(text).toContain('limit up    500 kB/s')
  expect(text).toContain('pause       on battery')
  expect(text).toContain('trash       kept for ever, up to 20 GB')
  expect(text).toContain('Paused now while on battery; tidemark resume syncs all the same.')
})

test('SEC-71 activity, devices and rules print names of others escaped', () => {
  const evil = 'a\u001b[2Jb'
  const entry = { id: 5, folderId: 'f', atMs: 0, kind: evil, path: evil, detail: evil }
  const device = {
    deviceId: 'aa'.repeat(16) as never, // only shown
    ...{ name: evil, platform: evil, createdAtMs: 0, lastSeenAtMs: null, revokedAtMs: 5 },
    current: false,
  }
  const rule = { pattern: evil, line: null, reason: evil }
  const texts = [
    formatActivity({ entries: [entry], more: true }, PLAIN),
    formatDevices([device], PLAIN, 10),
    formatIgnoreTest([{ path: evil, rule }], PLAIN),
  ]
  for (const text of texts) {
    expect(text).not.toContain('\u001b')
    expect(text).toContain('a\\x1b[2Jb')
  }
})

test('activity reads as time, what happened and to which item, and how to go on', () => {
  const entries = [
    { id: 9, folderId: 'f', atMs: 0, kind: 'uploaded', path: 'a.txt' },
    { id: 8, folderId: 'f', atMs: 0, kind: 'held', path: 'b.txt', detail: 'file_busy' },
  ]
  const lines = formatActivity({ entries, more: true }, PLAIN).split('\n')
  expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d {2}sent +a\.txt$/)
  expect(lines[1]).toMatch(/held +b\.txt {2}file_busy$/)
  expect(lines[2]).toBe('There is more: --before 8')
  expect(formatActivity({ entries: [], more: false }, PLAIN)).toBe('Nothing has happened.')
})
