import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ABSENT_CRASH_POINTS, CRASH_POINTS, crashPointNames } from './crash-points.js'

const ROOT = join(import.meta.dirname, '../../../..')
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

describe('the table of crash points', () => {
  it.each(crashPointNames())('names the file that announces %s', (point) => {
    expect(read(CRASH_POINTS[point].where)).toContain(`'${point}'`)
  })

  it('is what the document shows', () => {
    const rows = crashPointNames().map((point) => {
      const { where, meaning } = CRASH_POINTS[point]
      const file = where.slice(where.lastIndexOf('/') + 1)
      return `| ${point} | ${meaning} | ${file} |`
    })
    const document = read('docs/design/crash-points.md')
    expect(
      document.split('\n').filter((line) => /^\| [A-Z]\d\d \| .* \| .* \|$/.test(line)),
    ).toEqual(rows)
    for (const [point, reason] of Object.entries(ABSENT_CRASH_POINTS)) {
      expect(document).toContain(`- ${point}: ${reason}.`)
    }
  })
})
