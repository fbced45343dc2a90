/** Builds and runs the measurements of bench/; arguments name files, e.g. `npm run bench -- latency`. */
import { dirname, join } from 'node:path'
import { runTask } from '../setup/run-task.mjs'
import { compile } from '../suites/compile.mjs'

const root = dirname(dirname(import.meta.dirname))
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
const place = ['--config', join(root, 'bench', 'vitest.config.mjs'), '--root', join(root, 'bench')]

if (compile(root))
  runTask(process.execPath, [vitest, 'run', ...place, ...process.argv.slice(2)], process.env)
else process.exitCode = 1
