/**
 * Builds and runs the measurements of bench/; arguments name files, e.g. `npm run bench -- latency`.
 * `--files <count>` says how many files `scale` works with.
 */
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { runTask } from '../setup/run-task.mjs'
import { compile } from '../suites/compile.mjs'

const root = dirname(dirname(import.meta.dirname))
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
const place = ['--config', join(root, 'bench', 'vitest.config.mjs'), '--root', join(root, 'bench')]

const { values, positionals } = parseArgs({
  options: { files: { type: 'string' } },
  allowPositionals: true,
})
const settings = values.files === undefined ? {} : { TIDEMARK_BENCH_FILES: values.files }

if (compile(root))
  runTask(process.execPath, [vitest, 'run', ...place, ...positionals], {
    ...process.env,
    ...settings,
  })
else process.exitCode = 1
