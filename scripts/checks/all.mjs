import { documents } from './documents.mjs'
import { fileNames } from './file-names.mjs'
import { forbiddenText } from './forbidden-text.mjs'
import { importRules } from './import-rules.mjs'
import { scenarios } from './scenarios.mjs'
import { testTitles } from './test-titles.mjs'
import { toolCheck } from './tool-check.mjs'
import { workspaceWiring } from './workspace-wiring.mjs'

export const format = toolCheck(
  'format, order of imports',
  '@biomejs/biome',
  ['check', '--linter-enabled=false', '--max-diagnostics=200'],
  'biome',
)
export const lint = toolCheck(
  'lint',
  '@biomejs/biome',
  ['lint', '--error-on-warnings', '--max-diagnostics=200'],
  'biome',
)
export const lintWithTypes = toolCheck('lint with types, file size', 'eslint', [
  '--max-warnings=0',
  '.',
])
export const types = toolCheck('types', 'typescript', ['-b'], 'tsc')
export const typesOfTests = toolCheck(
  'types of tests',
  'typescript',
  ['-p', 'tsconfig.tests.json'],
  'tsc',
)
/** Code of pages knows the DOM, which nothing else may. */
export const typesOfPages = toolCheck(
  'types of pages and their tests',
  'typescript',
  ['-p', 'apps/desktop/tsconfig.tests.json'],
  'tsc',
)
export const deadCode = toolCheck('dead code', 'knip', ['--no-config-hints'])
export const deadWeight = toolCheck('dead weight in what ships', 'knip', [
  '--production',
  '--no-config-hints',
  '--include=files,dependencies,unlisted,unresolved',
])

/** Every check of `npm run check`. They do not depend on each other. */
export const CHECKS = [
  types,
  lintWithTypes,
  typesOfTests,
  typesOfPages,
  format,
  lint,
  importRules,
  deadCode,
  deadWeight,
  forbiddenText,
  fileNames,
  testTitles,
  documents,
  workspaceWiring,
  scenarios,
]
