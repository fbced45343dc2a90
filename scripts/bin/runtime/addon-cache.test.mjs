import { createHash } from 'node:crypto'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ensureAddonFile } from './addon-cache.mjs'

const BYTES = Buffer.from('native code')
const SHA256 = createHash('sha256').update(BYTES).digest('hex')
const userId = process.getuid?.()

let parent
let folder
let reads

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'tidemark-addons-'))
  folder = join(parent, 'cache', 'addons')
  reads = 0
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

function read() {
  reads++
  return new Uint8Array(BYTES).buffer
}

function ensure() {
  return ensureAddonFile(folder, SHA256, read, userId)
}

function fileAt(path) {
  const stat = lstatSync(path)
  return { isFile: stat.isFile(), mode: stat.mode & 0o777, text: readFileSync(path, 'utf8') }
}

const GENUINE = { isFile: true, mode: 0o400, text: BYTES.toString() }

test('native code is unpacked once, for this user alone', () => {
  const path = ensure()
  expect(path).toBe(join(folder, `${SHA256}.node`))
  expect(fileAt(path)).toEqual(GENUINE)
  expect(lstatSync(folder).mode & 0o777).toBe(0o700)
  expect(ensure()).toBe(path)
  expect(reads).toBe(1)
})

test.each([
  ['has other bytes', (path) => replace(path, 'hostile code')],
  ['was cut short', (path) => replace(path, BYTES.subarray(0, 4))],
  ['is empty', (path) => replace(path, '')],
  ['is a link, even to the right bytes', (path) => linkToGenuine(path)],
  ['is a link to nothing', (path) => linkTo(path, join(parent, 'nowhere'))],
])('a file in the cache that %s is replaced, never loaded', (_, tamper) => {
  const path = ensure()
  tamper(path)
  expect(ensure()).toBe(path)
  expect(fileAt(path)).toEqual(GENUINE)
  expect(readdirSync(folder)).toEqual([`${SHA256}.node`])
})

test('a folder in the place of the file is an error and leaves nothing behind', () => {
  mkdirSync(join(folder, `${SHA256}.node`), { recursive: true, mode: 0o700 })
  expect(ensure).toThrow(SHA256)
  expect(readdirSync(folder)).toEqual([`${SHA256}.node`])
})

test('a cache folder that is a link is refused', () => {
  mkdirSync(join(parent, 'elsewhere'), { mode: 0o700 })
  mkdirSync(join(parent, 'cache'))
  symlinkSync(join(parent, 'elsewhere'), folder)
  expect(ensure).toThrow('is a link or no folder')
  expect(readdirSync(join(parent, 'elsewhere'))).toEqual([])
})

test('a cache folder of another user is refused', () => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const somebodyElse = lstatSync(folder).uid + 1
  expect(() => ensureAddonFile(folder, SHA256, read, somebodyElse)).toThrow(
    'belongs to another user',
  )
  expect(readdirSync(folder)).toEqual([])
})

test('a cache folder that others could write to is closed to them', () => {
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o777)
  ensure()
  expect(lstatSync(folder).mode & 0o777).toBe(0o700)
})

test('a cache folder that cannot be made is an error that names it', () => {
  writeFileSync(join(parent, 'cache'), 'a file')
  expect(ensure).toThrow(join(parent, 'cache'))
})

test('bytes that are not what the hash says are never loaded', () => {
  const other = createHash('sha256').update('something else').digest('hex')
  expect(() => ensureAddonFile(folder, other, read, userId)).toThrow('reads back differently')
})

function replace(path, content) {
  rmSync(path)
  writeFileSync(path, content, { mode: 0o400 })
}

function linkToGenuine(path) {
  const other = join(parent, 'genuine')
  writeFileSync(other, BYTES)
  linkTo(path, other)
}

function linkTo(path, target) {
  rmSync(path)
  symlinkSync(target, path)
}
