import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Builds zstd-napi unless its binding loads under `nodePath`. It is the one dependency without a
 * prebuilt binary that needs no download beside npm.
 */
export function ensureNativeBinding(root, nodePath, environment) {
  if (!existsSync(join(root, 'node_modules', 'zstd-napi')) || loads(root, nodePath, environment)) {
    return
  }
  console.log('Building zstd-napi from source, about half a minute …')
  const npm = spawnSync('npm', ['rebuild', 'zstd-napi', '--foreground-scripts'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...environment, ...headers(nodePath) },
    shell: process.platform === 'win32',
  })
  if (npm.status === 0 && loads(root, nodePath, environment)) return
  throw new Error(
    `${npm.stdout ?? ''}${npm.stderr ?? ''}\n` +
      'zstd-napi could not be built. It needs python3, make and a C++ compiler ' +
      '(Debian: apt-get install python3 make g++).',
  )
}

function loads(root, nodePath, environment) {
  const options = { cwd: root, env: environment }
  return spawnSync(nodePath, ['-e', "require('zstd-napi')"], options).status === 0
}

// The npm package of Node carries the headers, so that node-gyp has nothing to download.
function headers(nodePath) {
  const nodeDirectory = dirname(dirname(nodePath))
  const has = existsSync(join(nodeDirectory, 'include', 'node', 'node_api.h'))
  return has ? { npm_config_nodedir: nodeDirectory } : {}
}
