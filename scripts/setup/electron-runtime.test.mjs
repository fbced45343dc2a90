import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findElectron, joinParts, OFFLINE, verify } from './electron-runtime.mjs'

let directory

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tidemark-electron-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

test('a runtime that the environment names is taken as it is', async () => {
  const environment = { ELECTRON_OVERRIDE_DIST_PATH: '/opt/electron' }
  expect(await findElectron(directory, environment)).toEqual({ path: '/opt/electron/electron' })
})

test('a runtime in the cache is taken before anything is fetched', async () => {
  const cached = join(directory, 'tidemark-tests', `electron-${OFFLINE.version}`)
  mkdirSync(cached, { recursive: true })
  writeFileSync(join(cached, 'electron'), '')
  const environment = { XDG_CACHE_HOME: directory }
  expect(await findElectron(directory, environment)).toEqual({ path: join(cached, 'electron') })
})

test('SEC-150 parts are joined in order, and only the known archive passes', async () => {
  const parts = { 'a.zip.p010': 'c', 'a.zip.p000': 'a', 'a.zip.p001': 'b', 'a.zip.sha': 'x' }
  for (const [name, text] of Object.entries(parts)) writeFileSync(join(directory, name), text)
  const archive = join(directory, 'joined')
  await joinParts(directory, /^a\.zip\.p\d{3}$/, archive)
  expect(await readFile(archive, 'utf8')).toBe('abc')
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  await expect(verify(archive, abc)).resolves.toBeUndefined()
  writeFileSync(archive, 'abd')
  await expect(verify(archive, abc)).rejects.toThrow('not the archive')
})
