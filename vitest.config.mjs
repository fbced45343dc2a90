import { defineConfig } from 'vitest/config'

// Workspaces are imported from source, so a test never sees a stale build.
const conditions = ['tidemark-source', 'node', 'import', 'module', 'default']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    environment: 'node',
    pool: 'forks',
    // Long enough for a machine that does much else; a test that hangs ends all the same.
    testTimeout: 90_000,
    allowOnly: false,
    // `npm test` adds up the reports of all workspaces.
    reporters: ['default', 'json'],
    outputFile: { json: '.reports/vitest.json' },
  },
})
