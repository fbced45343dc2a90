import { defineConfig, mergeConfig } from 'vitest/config'
import shared from '../vitest.config.mjs'

export default mergeConfig(
  shared,
  defineConfig({
    test: {
      include: ['*.bench.ts'],
      fileParallelism: false,
      testTimeout: 1_800_000,
      hookTimeout: 120_000,
      disableConsoleIntercept: true,
    },
  }),
)
