/**
 * Builds the executables and the desktop app and makes its packages for this platform in
 * apps/desktop/dist/packages. Arguments go to electron-builder, such as `--dir` or `--linux deb`.
 */
import { dirname, join } from 'node:path'
import { buildExecutables } from '../bin/build-executables.mjs'
import { compile } from '../suites/compile.mjs'
import { runTool } from '../suites/run.mjs'

const root = dirname(dirname(import.meta.dirname))
const project = join(root, 'apps', 'desktop')
const options = ['--projectDir', project, '--config', 'packaging/electron-builder.yml']

process.exitCode = 1
if (compile(root)) {
  await buildExecutables(root, join(root, 'dist', 'bin'))
  const args = [...options, '--publish', 'never', ...process.argv.slice(2)]
  if (runTool(root, 'electron-builder', args)) process.exitCode = 0
}
