import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['**/*.test.mjs'],
    environment: 'node',
    pool: 'forks',
    testTimeout: 120_000,
    hookTimeout: 240_000,
    allowOnly: false,
    reporters: ['default', 'json'],
    outputFile: { json: '.reports/vitest.json' },
  },
})
