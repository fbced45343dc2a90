/** Random histories with real processes, e.g. `npm run histories -- --seed 1 --count 200`. */
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runTask } from '../setup/run-task.mjs'
import { compile } from '../suites/compile.mjs'

const root = dirname(dirname(import.meta.dirname))
const hooks = pathToFileURL(join(root, 'scripts', 'suites', 'source-hooks.mjs')).href
const run = join(root, 'e2e', 'histories', 'run.ts')
const node = ['--conditions=tidemark-source', '--import', hooks]

if (compile(root)) {
  runTask(process.execPath, [...node, run, ...process.argv.slice(2)], process.env)
} else process.exitCode = 1
