import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * Sees to the Debian packages that the tests need. As root on Debian it installs what is missing;
 * otherwise it prints the one command that would. Never fatal: what still lacks something says so
 * itself, by name.
 */
export function ensureDebianPackages(root) {
  if (process.platform !== 'linux') return
  const missing = missingPackages(readPackages(root), process.env.PATH ?? '')
  if (missing.length === 0) return
  const names = missing.map((entry) => entry.package)
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...names]
  for (const entry of missing) console.log(`Missing: ${entry.package} (${entry.for})`)
  if (process.getuid?.() !== 0 || !isOnPath('apt-get', process.env.PATH ?? '')) {
    console.log(`Install with: sudo ${install.join(' ')}`)
    return
  }
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync('apt-get', ['update', '-q'], { stdio: 'inherit', env: environment })
  const apt = spawnSync(install[0], install.slice(1), { stdio: 'inherit', env: environment })
  if (apt.status !== 0) console.log(`Not installed, going on without: ${names.join(', ')}`)
}

/**
 * Entries of debian-packages.json that are not there: a command is looked for on `path`, a library
 * in the folders where Debian keeps them.
 */
export function missingPackages(packages, path, libraryFolders = findLibraryFolders()) {
  const hasLibrary = (name) => libraryFolders.some((folder) => existsSync(join(folder, name)))
  return packages.filter(({ command, library }) =>
    command === undefined ? !hasLibrary(library) : !isOnPath(command, path),
  )
}

// Libraries of one processor lie in a folder of its name: /usr/lib/x86_64-linux-gnu.
function findLibraryFolders() {
  const usual = '/usr/lib'
  if (!existsSync(usual)) return []
  const named = readdirSync(usual).filter((name) => name.endsWith('-linux-gnu'))
  return [usual, ...named.map((name) => join(usual, name))]
}

function readPackages(root) {
  const file = join(root, 'scripts', 'setup', 'debian-packages.json')
  return JSON.parse(readFileSync(file, 'utf8'))
}

function isOnPath(command, path) {
  return path.split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, command), constants.X_OK)
      return true
    } catch {
      return false // not in this directory: the next one is looked at
    }
  })
}
