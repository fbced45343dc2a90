import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig, mergeConfig } from 'vitest/config'
import { findElectron } from '../scripts/setup/electron-runtime.mjs'
import shared from '../vitest.config.mjs'

const electron = await findElectron(join(import.meta.dirname, '..'))
if (electron.missing && process.env.CI) throw new Error(`No Electron to test: ${electron.missing}`)
// Only root mounts a disk that is small enough to be filled.
const canMount = process.platform === 'linux' && process.getuid() === 0
const notRun = [
  ...(electron.missing ? [`desktop: no Electron to run (${electron.missing})`] : []),
  ...(canMount ? [] : ['desktop/disk-full: needs Linux and root, to mount a small disk']),
]
if (notRun.length > 0) noteNotRun(notRun)

// Real processes and real disks spend much time waiting: two files at a time.
export default mergeConfig(
  shared,
  defineConfig({
    test: {
      include: electron.path ? ['desktop/**/*.test.ts'] : [],
      exclude: canMount ? [] : ['desktop/disk-full.test.ts'],
      provide: { electron: electron.path ?? '' },
      maxWorkers: 2,
      testTimeout: 240_000,
      hookTimeout: 120_000,
      bail: 0,
    },
  }),
)

/** Tells the summary of `npm test` what is missing from the report. */
function noteNotRun(lines) {
  const folder = join(import.meta.dirname, '.reports')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'not-run.json'), JSON.stringify(lines))
  for (const line of lines) console.warn(`Not run: e2e/${line}`)
}
