import { defineConfig, mergeConfig } from 'vitest/config'
import shared from '../vitest.config.mjs'

// Real processes and real disks spend much time waiting: two files at a time.
export default mergeConfig(
  shared,
  defineConfig({
    test: {
      maxWorkers: 2,
      testTimeout: 240_000,
      hookTimeout: 120_000,
      bail: 0,
    },
  }),
)
