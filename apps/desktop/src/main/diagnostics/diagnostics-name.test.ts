import { expect, it } from 'vitest'
import { diagnosticsName } from './diagnostics-name.js'

it('names an archive of diagnostics so that every file system takes it', () => {
  expect(diagnosticsName(new Date(Date.UTC(2026, 10, 22, 9, 5, 7)))).toBe(
    'tidemark-diagnostics-2026-11-22-09-05-07.tar.gz',
  )
})
