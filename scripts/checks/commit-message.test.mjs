import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const CHECK = join(import.meta.dirname, 'commit-message.mjs')

test.each([
  ['feat(sync-engine): keep both versions when bases differ', 0],
  ['fix!: refuse a cursor of another epoch', 0],
  ['Merge branch main', 0],
  ['keep both versions', 1],
  ['feature(sync-engine): keep both', 1],
  ['fix(sync-engine):', 1],
  [`fix: ${'long '.repeat(20)}`, 1],
])('"%s" ends with %i', (message, code) => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-message-'))
  writeFileSync(join(folder, 'message'), `${message}\n\nBody.\n`)
  const { status } = spawnSync(process.execPath, [CHECK, join(folder, 'message')])
  rmSync(folder, { recursive: true })
  expect(status).toBe(code)
})
