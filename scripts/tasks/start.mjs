/** Builds and runs the server; arguments go to it, `npm start -- --help` lists them. */
import { dirname, join } from 'node:path'
import { runTask } from '../setup/run-task.mjs'
import { compile } from '../suites/compile.mjs'
import { readJson } from '../suites/workspaces.mjs'

const root = dirname(dirname(import.meta.dirname))
const server = join(root, 'apps', 'server')
const executable = readJson(join(server, 'package.json')).bin?.['tidemark-server']

if (executable === undefined) {
  console.error('apps/server/package.json names no executable "tidemark-server" in its bin field.')
  process.exitCode = 1
} else if (!compile(root)) {
  process.exitCode = 1
} else {
  runTask(process.execPath, [join(server, executable), ...process.argv.slice(2)], process.env)
}
