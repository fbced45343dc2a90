/** What is built into single executables, and from what. Paths are relative to the workspace. */
import { httpWithoutUndici, lazyListFormats } from '../../apps/daemon/scripts/lean-modules.mjs'

/**
 * @typedef {object} Executable
 * @property {string} name of the file, without `.exe`
 * @property {string} workspace that is compiled to its dist/
 * @property {string} main module that is run
 * @property {Readonly<Record<string, string>>} threads name by which the program asks for the code
 *   of a thread -> module
 * @property {readonly string[]} addons packages with native code, see native-addons.mjs
 * @property {() => object[]} plugins what its bundles need beside the rest
 */

/** @type {readonly Executable[]} */
export const EXECUTABLES = [
  {
    name: 'tidemark',
    workspace: 'apps/daemon',
    main: 'dist/main.js',
    threads: { 'engine-worker.js': 'dist/engine-worker.js' },
    addons: ['better-sqlite3', 'zstd-napi'],
    plugins: () => [httpWithoutUndici(), lazyListFormats()],
  },
  {
    name: 'tidemark-server',
    workspace: 'apps/server',
    main: 'dist/main.js',
    threads: { 'codec-worker.js': 'dist/storage/disk/codec-worker.js' },
    addons: ['better-sqlite3', 'zstd-napi', '@node-rs/argon2'],
    plugins: () => [],
  },
]
