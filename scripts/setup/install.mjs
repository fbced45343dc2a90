import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// An older npm warns about each package that needs the Node which this installs.
const QUIET = ['--loglevel=error', '--no-audit', '--no-fund', '--no-update-notifier']

/**
 * Installs what package-lock.json says, unless it is installed already. Install scripts do not run:
 * the one package that needs its script is built by native-binding.mjs.
 */
export function ensureInstalled(root) {
  const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8')
  if (readStamp(root) === hashOf(lockText)) return
  if (!isInstalled(root, JSON.parse(lockText))) {
    console.log('Installing dependencies (npm ci), about half a minute …')
    const npm = spawnSync('npm', ['ci', '--ignore-scripts', ...QUIET], {
      cwd: root,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    })
    if (npm.error) throw new Error(`npm could not be started: ${npm.error.message}`)
    if (npm.status !== 0) throw new Error('npm ci failed; its output above says why.')
  }
  writeFileSync(stampPath(root), hashOf(lockText))
}

/**
 * Whether node_modules holds the packages of the lock, judged by the lock that npm keeps inside it.
 * Optional packages count only when they are for this machine.
 */
export function isInstalled(root, lock, machine = process) {
  const hiddenLock = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(hiddenLock)) return false
  const installed = JSON.parse(readFileSync(hiddenLock, 'utf8')).packages
  const isSame = (path, wanted) =>
    installed[path]?.version === wanted.version && installed[path]?.integrity === wanted.integrity
  return Object.entries(lock.packages)
    .filter(([path]) => path.includes('node_modules/'))
    .every(([path, wanted]) => {
      if (wanted.link) return existsSync(join(root, path))
      if (installed[path]) return isSame(path, wanted)
      return wanted.optional === true && !(isDirect(path) && fits(wanted, machine))
    })
}

// A nested optional package may be left out for reasons that the lock does not tell (libc, peers).
function isDirect(path) {
  return path.startsWith('node_modules/node-')
}

function fits(wanted, machine) {
  const allows = (list, value) => list === undefined || list.includes(value)
  return allows(wanted.os, machine.platform) && allows(wanted.cpu, machine.arch)
}

function stampPath(root) {
  return join(root, 'node_modules', '.tidemark-installed')
}

function readStamp(root) {
  return existsSync(stampPath(root)) ? readFileSync(stampPath(root), 'utf8') : ''
}

function hashOf(text) {
  return createHash('sha256').update(text).digest('hex')
}
