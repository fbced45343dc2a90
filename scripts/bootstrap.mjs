/**
 * `node scripts/bootstrap.mjs <task> [args…]`: makes a clone ready and runs scripts/tasks/<task>.mjs
 * on Node 24. Everything imported from here runs on Node 18 and without any dependency, because it
 * is what installs them.
 */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureDebianPackages } from './setup/debian-packages.mjs'
import { ensureInstalled } from './setup/install.mjs'
import { ensureNativeBinding } from './setup/native-binding.mjs'
import { findNode, taskEnvironment } from './setup/node-runtime.mjs'
import { runTask } from './setup/run-task.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [task = '', ...args] = process.argv.slice(2)
const file = join(root, 'scripts', 'tasks', `${task}.mjs`)

if (!/^[a-z-]+$/.test(task) || !existsSync(file)) {
  console.error(`No task "${task}". Tasks are the files of scripts/tasks/.`)
  process.exit(2)
}

try {
  if (task === 'test') ensureDebianPackages(root)
  ensureInstalled(root)
  const node = findNode(root)
  const environment = taskEnvironment(root, node)
  ensureNativeBinding(root, node.path, environment)
  runTask(node.path, [file, ...args], environment)
} catch (error) {
  console.error(`\n${error.message}`)
  process.exit(1)
}
