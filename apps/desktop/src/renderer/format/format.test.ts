import { describe, expect, it } from 'vitest'
import { createFormat } from './format.js'

const en = createFormat('en', 'UTC')
const ko = createFormat('ko', 'Asia/Seoul')
const AT_MS = Date.UTC(2026, 10, 22, 14, 5)

describe('sizes and rates', () => {
  it('scales sizes in powers of 1,000 with one digit below ten', () => {
    expect(en.bytes(0)).toBe('0 bytes')
    expect(en.bytes(999)).toBe('999 bytes')
    expect(en.bytes(1000)).toBe('1 kB')
    expect(en.bytes(1_449_000_000)).toBe('1.4 GB')
    expect(en.bytes(14_490_000_000)).toBe('14 GB')
  })

  it('never rounds a size up to a thousand of its unit', () => {
    expect(en.bytes(999_600)).toBe('1 MB')
    expect(en.bytes(999_400)).toBe('999 kB')
  })

  it('says rates in the way of the language', () => {
    expect(en.rate(2_300_000)).toBe('2.3 MB/s')
    expect(ko.rate(2_300_000)).toBe('2.3MB/s')
  })
})

describe('durations and times', () => {
  it('says a duration in its largest sensible unit', () => {
    expect(en.duration(300)).toBe('1 second')
    expect(en.duration(89_000)).toBe('89 seconds')
    expect(en.duration(90_000)).toBe('2 minutes')
    expect(en.duration(3 * 3_600_000)).toBe('3 hours')
    expect(ko.duration(180_000)).toBe('3분')
  })

  it('says how long ago something was, and now for what is to come', () => {
    expect(en.ago(AT_MS, AT_MS + 10_000)).toBe('now')
    expect(en.ago(AT_MS + 99_000, AT_MS)).toBe('now')
    expect(en.ago(AT_MS, AT_MS + 180_000)).toBe('3 minutes ago')
    expect(en.ago(AT_MS, AT_MS + 86_400_000 * 3)).toBe('3 days ago')
    expect(ko.ago(AT_MS, AT_MS + 180_000)).toBe('3분 전')
  })

  it('says dates in the order of the language', () => {
    expect(en.day(AT_MS)).toBe('Sunday, November 22, 2026')
    expect(ko.day(AT_MS)).toBe('2026년 11월 22일 일요일')
    expect([0, 6].map(en.weekday)).toEqual(['Sun', 'Sat'])
    expect(ko.weekday(0)).toBe('일')
  })
})
