/**
 * Breaches of the rules on single files: [rule, file, text]. Each check of a kind runs once over
 * all of its breaches.
 */

const lines = (count, line = '// a line') => `${`${line}\n`.repeat(count)}`
const longFunction = `export function long(): number {\n${lines(51, '  Math.abs(1)')}  return 1\n}\n`
const exported = (text) => `/** A value. */\nexport const value = ${text}\n`

export const BIOME_CASES = [
  [
    'lint/correctness/noUndeclaredDependencies',
    'apps/daemon/src/undeclared.ts',
    "import 'fastify'\n",
  ],
  [
    'lint/correctness/noUndeclaredDependencies',
    'apps/server/src/test-tool.ts',
    "import { expect } from 'vitest'\n\nexport const value = expect\n",
  ],
  ['lint/suspicious/noImportCycles', 'apps/server/src/circle-a.ts', "import './circle-b.js'\n"],
  ['lint/correctness/useImportExtensions', 'apps/server/src/extension.ts', "import './app'\n"],
  [
    'lint/correctness/noUnusedImports',
    'apps/server/src/unused.ts',
    "import { answer } from './app.js'\n",
  ],
  ['lint/correctness/noUnusedVariables', 'apps/server/src/idle.ts', 'const idle = 1\n'],
  ['lint/style/useFilenamingConvention', 'apps/server/src/camelCase.ts', 'export const a = 1\n'],
  ['lint/style/noDefaultExport', 'apps/server/src/default.ts', 'export default 1\n'],
  [
    'lint/style/noParameterProperties',
    'apps/server/src/parameter.ts',
    'export class A {\n  constructor(readonly a: number) {}\n}\n',
  ],
  [
    'lint/style/useConst',
    'apps/server/src/constant.ts',
    'export function f() {\n  let a = 1\n  return a\n}\n',
  ],
  [
    'lint/style/useImportType',
    'apps/server/src/type-import.ts',
    "import { Stats } from 'node:fs'\n\nexport type A = Stats\n",
  ],
  ['lint/style/useNodejsImportProtocol', 'apps/server/src/protocol.ts', "import 'fs'\n"],
  [
    'lint/suspicious/noEmptyBlockStatements',
    'apps/server/src/swallow.ts',
    'try {\n  f()\n} catch {}\n',
  ],
  ['lint/suspicious/noFocusedTests', 'apps/server/src/focus.test.ts', "test.only('a', () => {})\n"],
  ['lint/suspicious/noSkippedTests', 'apps/server/src/skip.test.ts', "test.skip('a', () => {})\n"],
]

export const FORMAT_CASES = [
  ['format', 'apps/server/src/semicolons.ts', 'export const a = 1;\n'],
  [
    'assist/source/organizeImports',
    'apps/server/src/order.ts',
    "import 'node:fs'\n\nimport { b } from './b.js'\nimport { a } from './a.js'\n\nexport { a, b }\n",
  ],
]

export const ESLINT_CASES = [
  ['max-lines', 'apps/server/src/long.ts', lines(401)],
  ['max-lines', 'apps/server/src/long.test.ts', lines(601)],
  ['max-lines-per-function', 'apps/server/src/long-function.ts', longFunction],
  [
    '@typescript-eslint/no-floating-promises',
    'apps/server/src/floating.ts',
    'Promise.resolve(1)\n',
  ],
  [
    '@typescript-eslint/no-floating-promises',
    'packages/sync-engine/src/floating.test.ts',
    'Promise.resolve(1)\n',
  ],
  [
    '@typescript-eslint/no-misused-promises',
    'apps/server/src/misused.ts',
    'if (Promise.resolve(1)) throw new Error()\n',
  ],
  [
    '@typescript-eslint/switch-exhaustiveness-check',
    'apps/server/src/switch.ts',
    "export function f(kind: 'a' | 'b') {\n  switch (kind) {\n    case 'a':\n      return 1\n  }\n}\n",
  ],
  ['tidemark/reasoned-assertions', 'apps/server/src/as.ts', 'export const value = 1 as unknown\n'],
  ['tidemark/reasoned-assertions', 'apps/server/src/any.ts', 'export const value: any = 1\n'],
  ['tidemark/reasoned-assertions', 'apps/server/src/bang.ts', 'export const value = [1][0]!\n'],
  ['tidemark/documented-exports', 'packages/protocol/src/silent.ts', 'export const silent = 1\n'],
  ['no-restricted-syntax', 'apps/server/src/let-state.ts', 'export let state = 1\n'],
  ['no-restricted-syntax', 'apps/server/src/private-state.ts', 'let state = 1\n'],
  ['no-restricted-syntax', 'apps/server/src/exported-map.ts', 'export const state = new Set()\n'],
  ['no-restricted-syntax', 'apps/server/src/map-state.ts', 'const state = new Map()\n'],
  ['no-restricted-properties', 'packages/sync-engine/src/now.ts', exported('Date.now()')],
  ['no-restricted-properties', 'packages/server-core/src/random.ts', exported('Math.random()')],
  [
    'no-restricted-properties',
    'packages/server-core/src/global.ts',
    exported("globalThis.fetch('x')"),
  ],
  ['no-restricted-syntax', 'packages/sync-engine/src/new-date.ts', exported('new Date()')],
  ['no-restricted-syntax', 'packages/server-core/src/date.ts', exported('Date()')],
  [
    'no-restricted-globals',
    'packages/sync-engine/src/timer.ts',
    exported('setTimeout(() => 1, 1)'),
  ],
  ['no-restricted-globals', 'packages/server-core/src/fetch.ts', exported("fetch('x')")],
  ['no-restricted-globals', 'packages/protocol/src/process.ts', exported('process.pid')],
  ['no-restricted-syntax', 'apps/server/src/mock.test.ts', "vi.mock('./app.js')\n"],
  [
    'no-restricted-syntax',
    'apps/server/src/mock-workspace.test.ts',
    "vi.mock('@tidemark/protocol')\n",
  ],
  ['no-restricted-syntax', 'apps/server/src/skip-if.test.ts', "test.skipIf(true)('a', () => 1)\n"],
  [
    'no-restricted-syntax',
    'apps/server/src/sleep.test.ts',
    'await new Promise((resolve) => setTimeout(resolve, 10))\n',
  ],
]

export const SUPPORT = {
  'apps/server/src/circle-b.ts': "import './circle-a.js'\n",
}
