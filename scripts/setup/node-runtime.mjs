import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

/** Lowest major version of Node that the product runs and is tested on. */
const NODE_MAJOR = 24

/**
 * The Node to run tasks with: this process if it is new enough, else the one that npm installed as
 * an optional dependency.
 * @returns {{ path: string, version: string }}
 */
export function findNode(root, current = { path: process.execPath, version: process.version }) {
  if (majorOf(current.version) >= NODE_MAJOR) return current
  const path = packagedNodePath(root)
  const version = existsSync(path) ? versionOf(path) : ''
  if (majorOf(version) >= NODE_MAJOR) return { path, version }
  throw new Error(
    `Tidemark needs Node ${NODE_MAJOR} and this is ${current.version}.\n` +
      `npm has no Node ${NODE_MAJOR} package for ${process.platform}-${process.arch}: ` +
      `install Node ${NODE_MAJOR} and run the command again.`,
  )
}

/** Where the npm package with Node's binary for this platform puts it. */
export function packagedNodePath(root, platform = process.platform, arch = process.arch) {
  const system = platform === 'win32' ? 'win' : platform
  const binary = platform === 'win32' ? 'node.exe' : 'node'
  return join(root, 'node_modules', `node-${system}-${arch}`, 'bin', binary)
}

/**
 * Environment in which `node`, and whatever npm starts, is the Node of the task. npm sets
 * npm_node_execpath and NODE to the Node that runs npm itself, which may be an older one.
 */
export function taskEnvironment(root, node, inherited = process.env) {
  const environment = { ...inherited }
  const pathName = Object.keys(environment).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  const first = [dirname(node.path), join(root, 'node_modules', '.bin')]
  environment[pathName] = [...first, environment[pathName] ?? ''].join(delimiter)
  environment.NODE = node.path
  environment.npm_node_execpath = node.path
  environment.TIDEMARK_NODE_VERSION = node.version
  return environment
}

function majorOf(version) {
  return Number.parseInt(version.replace(/^v/, ''), 10) || 0
}

function versionOf(path) {
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : ''
}
