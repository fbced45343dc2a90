import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { addUp, clearReport, formatSummary, readNotRun, readReport } from './report.mjs'

let directory

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tidemark-report-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

function writeReport(testResults) {
  mkdirSync(join(directory, '.reports'), { recursive: true })
  writeFileSync(join(directory, '.reports', 'vitest.json'), JSON.stringify({ testResults }))
}

const ran = (status, fullName = 'a') => ({ status, fullName })

test('counts tests by how they ended', () => {
  writeReport([
    { name: join(directory, 'a.test.ts'), status: 'passed', assertionResults: [ran('passed')] },
    {
      name: join(directory, 'b.test.ts'),
      status: 'failed',
      assertionResults: [ran('failed'), ran('passed'), ran('pending', 'needs a disk')],
    },
  ])
  expect(readReport(directory)).toEqual({
    passed: 2,
    failed: 1,
    skipped: ['b.test.ts: needs a disk'],
  })
})

test('a file that broke before its first test is a failure', () => {
  writeReport([{ name: join(directory, 'a.test.ts'), status: 'failed', assertionResults: [] }])
  expect(readReport(directory)).toMatchObject({ passed: 0, failed: 1 })
})

test('a suite that ran nothing has no counts, and costs one failure', () => {
  expect(readReport(directory)).toBeUndefined()
  writeReport([])
  expect(readReport(directory)).toBeUndefined()
  expect(addUp([{ counts: undefined }])).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

test('a report of an earlier run does not survive', () => {
  writeReport([{ name: 'a', status: 'passed', assertionResults: [ran('passed')] }])
  clearReport(directory)
  expect(readReport(directory)).toBeUndefined()
})

test('a suite may say which part it could not run, and that does not survive either', () => {
  expect(readNotRun(directory)).toEqual([])
  mkdirSync(join(directory, '.reports'), { recursive: true })
  writeFileSync(join(directory, '.reports', 'not-run.json'), '["desktop: no screen"]')
  expect(readNotRun(directory)).toEqual(['desktop: no screen'])
  clearReport(directory)
  expect(readNotRun(directory)).toEqual([])
})

test('adds suites up into one line', () => {
  const suites = [
    { counts: { passed: 2, failed: 0, skipped: [] } },
    { counts: { passed: 3, failed: 1, skipped: ['x'] } },
  ]
  expect(formatSummary(addUp(suites))).toBe('5 passed, 1 failed, 1 skipped')
  expect(formatSummary(addUp(suites.slice(0, 1)))).toBe('2 passed, 0 failed')
})
