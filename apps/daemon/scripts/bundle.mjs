/**
 * Puts the compiled program into few files without what it does not use: every thread that loads it
 * needs two fifths less memory, and a command starts in less time. Names stay, for stack traces.
 * Addons stay in their packages.
 */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { httpWithoutUndici, lazyListFormats } from './lean-modules.mjs'

const dist = join(import.meta.dirname, '..', 'dist')
const output = join(dist, 'bundle')

const bundle = await rolldown({
  cwd: dist,
  input: { main: 'main.js', 'engine-worker': 'engine-worker.js' },
  platform: 'node',
  plugins: [httpWithoutUndici(), lazyListFormats()],
  external: [/^better-sqlite3/, /^zstd-napi/],
})
await rm(output, { recursive: true, force: true })
await bundle.write({
  dir: output,
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
  sourcemap: true,
  minify: { compress: true, mangle: false, codegen: true },
})
await bundle.close()
