import { realpathSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BIOME_CASES, ESLINT_CASES, FORMAT_CASES, SUPPORT } from './_lint-cases.mjs'
import { rulesReportedFor } from './_problems.mjs'
import { makeTree } from './_rule-tree.mjs'
import { format, lint, lintWithTypes } from './all.mjs'

describe.each([
  ['lint', lint, BIOME_CASES],
  ['format', format, FORMAT_CASES],
  ['lint with types', lintWithTypes, ESLINT_CASES],
])('%s', (_, check, cases) => {
  let tree
  let result

  beforeAll(async () => {
    const broken = Object.fromEntries(cases.map(([, file, text]) => [file, text]))
    tree = makeTree({ ...SUPPORT, ...broken })
    result = await check.run(tree.root)
  })
  afterAll(() => tree[Symbol.dispose]())

  test.each(cases)('%s refuses %s', (rule, file) => {
    expect(result.ok).toBe(false)
    expect(rulesReportedFor(result.output, realpathSync(tree.root), file)).toContain(rule)
  })

  test('a tree without breaches passes', async () => {
    using clean = makeTree()
    expect(await check.run(clean.root)).toMatchObject({ ok: true })
  })
})
