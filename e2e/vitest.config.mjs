import { defineConfig, mergeConfig } from 'vitest/config'
import shared from '../vitest.config.mjs'

// Real processes and real disks: one file at a time, so that figures and logs stay readable.
export default mergeConfig(
  shared,
  defineConfig({
    test: {
      fileParallelism: false,
      testTimeout: 240_000,
      hookTimeout: 120_000,
      bail: 0,
    },
  }),
)
