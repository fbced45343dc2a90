import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeTree } from './_rule-tree.mjs'
import { deadCode, deadWeight, types, typesOfPages, typesOfTests } from './all.mjs'
import { documents } from './documents.mjs'
import { fileNames } from './file-names.mjs'
import { forbiddenText } from './forbidden-text.mjs'
import { scenarios } from './scenarios.mjs'
import { testTitles } from './test-titles.mjs'
import { workspaceWiring } from './workspace-wiring.mjs'

const CASES = [
  ['types', types, 'packages/protocol/src/pid.ts', 'export const pid: number = process.pid\n'],
  ['types', types, 'packages/sync-engine/src/page.ts', 'export const page: unknown = document\n'],
  ['types', types, 'packages/protocol/src/index.ts', "export const a: number = 'a'\n"],
  [
    'types of tests',
    typesOfTests,
    'packages/sync-engine/src/wrong.test.ts',
    "import { plan } from './index.js'\n\nplan('now')\n",
  ],
  [
    'types of pages and their tests',
    typesOfPages,
    'apps/desktop/src/renderer/wrong.test.ts',
    'document.title = 1\n',
  ],
  ['dead code', deadCode, 'apps/server/src/nobody.ts', 'export const nobody = 1\n'],
  [
    'dead code',
    deadCode,
    'apps/server/src/routes/answer.ts',
    'export const answer = 1\nexport const unused = 2\n',
  ],
  ['dead weight', deadWeight, 'apps/server/src/nobody.ts', 'export const nobody = 1\n'],
  ['forbidden text', forbiddenText, 'docs/a.md', `see ${['', 'root', 'x'].join('/')}\n`],
  [
    'forbidden text',
    forbiddenText,
    'docs/a.md',
    `from ${['registry', 'npmjs', 'org'].join('.')}\n`,
  ],
  ['forbidden text', forbiddenText, 'docs/a.md', `written by an ${'LL'}${'M'}\n`],
  ['forbidden text', forbiddenText, 'docs/a.ts', `// ${'@ts-'}${'ignore'}\n`],
  ['forbidden text', forbiddenText, 'docs/a.ts', `// ${'biome-'}${'ignore'} lint/style/useConst\n`],
  ['documents', documents, 'docs/a.md', 'see [the other](other.md#part)\n'],
  ['documents', documents, 'packages/chunker/README.md', 'line\n'.repeat(61)],
  ['file names', fileNames, 'apps/server/src/utils.ts', 'export const a = 1\n'],
  ['file names', fileNames, 'apps/server/src/helpers/a.ts', 'export const a = 1\n'],
  ['file names', fileNames, 'apps/server/src/01-first.test.ts', 'export const a = 1\n'],
]

describe('checks of the repository', () => {
  test.each(CASES)('%s refuses a breach (%#)', async (_, check, file, text) => {
    using tree = makeTree({ [file]: text })
    const { ok, output } = await check.run(tree.root)
    expect(ok).toBe(false)
    expect(output).toContain(file)
  })

  test('dead code names a dependency that nothing imports', async () => {
    using tree = makeTree()
    editJson(join(tree.root, 'apps/server/package.json'), (manifest) => {
      manifest.dependencies.pino = '10.4.0'
    })
    expect((await deadCode.run(tree.root)).output).toMatch(/pino +apps\/server\/package.json/)
  })

  test('a test title is used once per workspace, but may recur under another describe', async () => {
    const once = "test('keeps both', () => {})\n"
    using tree = makeTree({
      'apps/server/src/a.test.ts': `${once}describe('copies', () => {\n  ${once}})\n`,
      'apps/server/src/b.test.ts': once,
      'apps/daemon/src/a.test.ts': once,
    })
    expect(await testTitles.run(tree.root)).toEqual({
      ok: false,
      output: '"keeps both" in apps/server/src/b.test.ts and apps/server/src/a.test.ts',
    })
  })

  test('a scenario without a test is named, unless it is out of scope', async () => {
    const catalogue = [1, 2, 3].map((number) => ({ id: `PS00${number}`, says: 'it works' }))
    using tree = makeTree({
      'packages/test-kit/scenarios/catalogue.json': JSON.stringify(catalogue),
      'packages/test-kit/scenarios/out-of-scope.json': '[{ "id": "PS002", "reason": "none yet" }]',
      'packages/test-kit/src/a.test.ts': "test('it works (PS001)', () => {})\n",
    })
    const { ok, output } = await scenarios.run(tree.root)
    expect(ok).toBe(false)
    expect(output).toMatch(/missing +PS003 it works/)
    expect(output).toMatch(/scenarios: 1 covered, 1 out of scope, 1 missing$/)
  })

  test('a workspace that the root does not compile, or whose references lag, is named', async () => {
    using tree = makeTree()
    editJson(join(tree.root, 'tsconfig.json'), (config) => config.references.pop())
    editJson(join(tree.root, 'packages/control/tsconfig.json'), (config) => {
      config.references = []
    })
    const { output } = await workspaceWiring.run(tree.root)
    expect(output).toContain('apps/server: not referenced by the root tsconfig.json')
    expect(output).toContain('packages/control: depends on packages/protocol but')
  })

  test.each([
    ['types', types],
    ['types of tests', typesOfTests],
    ['types of pages and their tests', typesOfPages],
    ['dead code', deadCode],
    ['dead weight', deadWeight],
    ['forbidden text', forbiddenText],
    ['documents', documents],
    ['file names', fileNames],
    ['test titles', testTitles],
    ['workspace wiring', workspaceWiring],
  ])('%s passes on a tree without breaches', async (_, check) => {
    using tree = makeTree()
    expect(await check.run(tree.root)).toMatchObject({ ok: true })
  })
})

function editJson(path, edit) {
  const value = JSON.parse(readFileSync(path, 'utf8'))
  edit(value)
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`)
}
