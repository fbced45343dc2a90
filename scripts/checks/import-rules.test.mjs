import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { IMPORT_CASES, SUPPORT } from './_import-cases.mjs'
import { makeTree } from './_rule-tree.mjs'
import { importRules } from './import-rules.mjs'

const configuration = createRequire(import.meta.url)('../../.dependency-cruiser.cjs')

describe('import rules', () => {
  let tree
  let problems

  beforeAll(async () => {
    const broken = IMPORT_CASES.map(([, file, text]) => [file, text])
    tree = makeTree({ ...SUPPORT, ...Object.fromEntries(broken) })
    problems = (await importRules.run(tree.root)).output.split('\n')
  })
  afterAll(() => tree[Symbol.dispose]())

  test.each(IMPORT_CASES)('%s refuses %s', (rule, file) => {
    expect(problems.filter((line) => line.startsWith(`${rule}: ${file} →`))).not.toEqual([])
  })

  test('every rule has a breach that proves it and a comment that gives its reason', () => {
    const proven = new Set(IMPORT_CASES.map(([rule]) => rule))
    for (const { name, comment } of configuration.forbidden) {
      expect(proven, name).toContain(name)
      expect(comment, name).toMatch(/\w+ \w+/)
    }
  })

  test('a tree without breaches passes', async () => {
    using clean = makeTree()
    expect(await importRules.run(clean.root)).toEqual({ ok: true, output: '' })
  })

  test('fails when dependency-cruiser finds nothing wrong because it read nothing', async () => {
    const sightless = "module.exports = { forbidden: [], options: { includeOnly: '^nothing$' } }\n"
    using blind = makeTree({ '.dependency-cruiser.cjs': sightless })
    const { ok, output } = await importRules.run(blind.root)
    expect(ok).toBe(false)
    expect(output).toContain('dependency-cruiser read 0 modules')
    expect(output).toContain('not read by dependency-cruiser: apps/server/src/app.ts')
  })
})
