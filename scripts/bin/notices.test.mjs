import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { formatNotices } from './notices.mjs'

let root

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tidemark-notices-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function write(path, content) {
  const file = join(root, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

function addPackage(name, manifest) {
  write(`node_modules/${name}/package.json`, { name, version: '1.0.0', ...manifest })
  return write(`node_modules/${name}/lib/esm/index.js`, '')
}

test('notices name each package once, with the text of its licence', () => {
  const first = addPackage('beta', {})
  write('node_modules/beta/lib/esm/package.json', { type: 'module' })
  write('node_modules/beta/LICENSE.md', 'Licence of beta')
  const scoped = addPackage('@scope/alpha', { license: 'MIT' })
  const own = write('apps/daemon/dist/main.js', '')
  write('node/LICENSE', 'Licence of Node')
  const node = write('node/bin/node', '')
  const files = [first, join(dirname(first), 'other.js'), own, scoped]
  expect(formatNotices(files, node)).toBe(
    [
      [`Node.js ${process.versions.node}`, 'Licence of Node'],
      ['@scope/alpha 1.0.0', 'Licence: MIT'],
      ['beta 1.0.0', 'Licence of beta'],
    ]
      .map(([title, text]) => `${title}\n${'='.repeat(title.length)}\n\n${text}\n`)
      .join('\n'),
  )
})

test('a package that says nothing about its licence is no part of an executable', () => {
  const file = addPackage('silent', {})
  expect(() => formatNotices([file], join(root, 'node'))).toThrow('silent says nothing')
})
