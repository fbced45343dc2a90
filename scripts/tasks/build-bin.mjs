/**
 * Builds `tidemark` and `tidemark-server` as single executables into dist/bin/, or into the folder
 * that is named. `--no-compile` takes the workspaces as they were compiled last.
 */
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { buildExecutables } from '../bin/build-executables.mjs'
import { compile } from '../suites/compile.mjs'

const root = dirname(dirname(import.meta.dirname))
const { values, positionals } = parseArgs({
  options: { compile: { type: 'boolean', default: true } },
  allowNegative: true,
  allowPositionals: true,
})
const [output = join(root, 'dist', 'bin')] = positionals

if (values.compile && !compile(root)) process.exitCode = 1
else await buildExecutables(root, resolve(output))
