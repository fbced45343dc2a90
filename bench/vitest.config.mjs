import { join } from 'node:path'
import { defineConfig, mergeConfig } from 'vitest/config'
import { findElectron } from '../scripts/setup/electron-runtime.mjs'
import shared from '../vitest.config.mjs'

const electron = await findElectron(join(import.meta.dirname, '..'))
if (electron.missing) console.warn(`desktop: no Electron to run (${electron.missing})`)

export default mergeConfig(
  shared,
  defineConfig({
    test: {
      include: ['**/*.bench.ts'],
      exclude: electron.path ? [] : ['desktop/**'],
      provide: { electron: electron.path ?? '' },
      fileParallelism: false,
      testTimeout: 1_800_000,
      hookTimeout: 120_000,
      disableConsoleIntercept: true,
    },
  }),
)
