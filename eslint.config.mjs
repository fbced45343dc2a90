import tseslint from 'typescript-eslint'
import {
  impureGlobals,
  impureProperties,
  impureSyntax,
  moduleState,
  testShortcuts,
} from './scripts/lint/banned.mjs'
import { documentedExports } from './scripts/lint/documented-exports.mjs'
import { reasonedAssertions } from './scripts/lint/reasoned-assertions.mjs'

const SOURCES = ['packages/*/src/**/*.{ts,tsx}', 'apps/*/src/**/*.{ts,tsx}']
const TESTS = ['**/*.test.{ts,tsx,mjs}', '**/tests/**', '**/_*.ts', 'e2e/**', 'bench/**']
const PURE = ['protocol', 'chunker', 'sync-engine', 'server-core', 'control'].map(
  (name) => `packages/${name}/src/**/*.ts`,
)
const tidemark = {
  rules: { 'documented-exports': documentedExports, 'reasoned-assertions': reasonedAssertions },
}

// Biome formats and lints; ESLint adds what needs types, a line count or a ban with a reason.
export default [
  { ignores: ['**/dist/**', '**/node_modules/**', '**/vectors/**', '**/generated/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,tsx,mjs}'],
    rules: { 'max-lines': ['error', { max: 400 }] },
  },
  {
    files: ['**/*.test.{ts,tsx,mjs}'],
    rules: { 'max-lines': ['error', { max: 600 }] },
  },
  {
    // A lost promise is lost data.
    files: ['**/*.{ts,tsx}'],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: {
        project: ['./tsconfig.tests.json', './apps/desktop/tsconfig.tests.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    files: [...SOURCES, 'scripts/**/*.mjs'],
    ignores: TESTS,
    plugins: { tidemark },
    rules: {
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': ['error', ...moduleState],
      'tidemark/reasoned-assertions': 'error',
    },
  },
  {
    // A conformance suite is a table of cases, as long as its cases are.
    files: ['packages/test-kit/src/**/*-conformance.ts'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    files: PURE,
    ignores: TESTS,
    plugins: { tidemark },
    rules: {
      'no-restricted-globals': ['error', ...impureGlobals],
      'no-restricted-properties': ['error', ...impureProperties],
      'no-restricted-syntax': ['error', ...moduleState, ...impureSyntax],
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    ignores: TESTS,
    plugins: { tidemark },
    rules: { 'tidemark/documented-exports': 'error' },
  },
  {
    files: ['**/*.test.{ts,tsx}'],
    rules: { 'no-restricted-syntax': ['error', ...testShortcuts] },
  },
]
