import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readJson } from './workspaces.mjs'

/**
 * Path of a tool's JavaScript entry in node_modules, to be run with this process's Node instead of
 * whatever its shebang would find.
 */
export function toolPath(root, name, bin = name) {
  const directory = join(root, 'node_modules', name)
  const entries = readJson(join(directory, 'package.json')).bin
  return join(directory, typeof entries === 'string' ? entries : entries[bin])
}

/** Runs a tool of node_modules with its output on this process's. @returns whether it succeeded. */
export function runTool(root, name, args, options = {}) {
  const command = [toolPath(root, name, options.bin), ...args]
  const env = { ...process.env, ...options.env }
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit', env })
  return status === 0
}

/**
 * Runs `script` in all workspaces that `filters` leave, in the order of their dependencies, going
 * on after a failure. @returns whether all succeeded.
 */
export function runInWorkspaces(root, script, filters = []) {
  const env = { TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' }
  if (!existsSync(join(root, 'node_modules', 'turbo'))) {
    const args = ['run', script, '--workspaces', '--if-present']
    return spawnSync('npm', args, { cwd: root, stdio: 'inherit' }).status === 0
  }
  const selection = filters.map((filter) => `--filter=${filter}`)
  const args = ['run', script, '--continue', '--concurrency=2', '--output-logs=new-only']
  return runTool(root, 'turbo', [...args, ...selection], { env })
}
