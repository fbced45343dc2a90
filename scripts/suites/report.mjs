import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'

const REPORT = join('.reports', 'vitest.json')
/** Lines of a suite about a part that it could not run here. */
const NOT_RUN = join('.reports', 'not-run.json')

/** Removes the report of an earlier run, so that a suite that does not run leaves none. */
export function clearReport(directory) {
  rmSync(join(directory, REPORT), { force: true })
  rmSync(join(directory, NOT_RUN), { force: true })
}

/** What a suite says that it did not run, one line each. */
export function readNotRun(directory) {
  const path = join(directory, NOT_RUN)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : []
}

/**
 * Counts what one suite reported. A file that broke before its first test counts as one failure.
 * @returns counts, or undefined when the suite wrote no report or ran no test.
 */
export function readReport(directory) {
  const path = join(directory, REPORT)
  if (!existsSync(path)) return undefined
  const files = JSON.parse(readFileSync(path, 'utf8')).testResults
  const counts = { passed: 0, failed: 0, skipped: [] }
  for (const file of files) countFile(counts, file, relative(directory, file.name))
  const total = counts.passed + counts.failed + counts.skipped.length
  return total === 0 ? undefined : counts
}

function countFile(counts, file, name) {
  for (const test of file.assertionResults) {
    if (test.status === 'passed') counts.passed++
    else if (test.status === 'failed') counts.failed++
    else counts.skipped.push(`${name}: ${test.fullName.trim()}`)
  }
  const hasFailedTest = file.assertionResults.some((test) => test.status === 'failed')
  if (file.status === 'failed' && !hasFailedTest) counts.failed++
}

/** Adds up suites. @param suites entries `{ counts }`; those without counts add one failure. */
export function addUp(suites) {
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const { counts } of suites) {
    total.passed += counts?.passed ?? 0
    total.failed += counts?.failed ?? 1
    total.skipped += counts?.skipped.length ?? 0
  }
  return total
}

/** The one line that ends a run: `N passed, N failed`, with `, N skipped` when there are any. */
export function formatSummary({ passed, failed, skipped }) {
  const tail = skipped > 0 ? `, ${skipped} skipped` : ''
  return `${passed} passed, ${failed} failed${tail}`
}
