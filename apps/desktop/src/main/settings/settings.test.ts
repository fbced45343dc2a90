import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DEFAULT_SETTINGS, parseSettings } from './parse-settings.js'
import { SettingsFile } from './settings-file.js'

let directory: string
let path: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidemark-settings-'))
  path = join(directory, 'app', 'settings.json')
})
afterEach(() => rm(directory, { recursive: true, force: true }))

test('settings survive, and overlapping changes are all kept', async () => {
  const file = await SettingsFile.open(path)
  expect(file.current).toEqual(DEFAULT_SETTINGS)
  await Promise.all([
    file.change({ theme: 'dark' }),
    file.change({ language: 'ko' }),
    file.change({ showTray: false }),
  ])
  const again = await SettingsFile.open(path)
  expect(again.current).toEqual({
    ...DEFAULT_SETTINGS,
    theme: 'dark',
    language: 'ko',
    showTray: false,
  })
  expect(await readdir(join(directory, 'app'))).toEqual(['settings.json'])
})

test('a damaged file is kept aside and the defaults hold', async () => {
  await (await SettingsFile.open(path)).change({ theme: 'dark' })
  await writeFile(path, '{"theme":')
  const file = await SettingsFile.open(path)
  expect(file.current).toEqual(DEFAULT_SETTINGS)
  expect(await readFile(`${path}.damaged`, 'utf8')).toBe('{"theme":')
})

test('what a file does not say, says otherwise or should not say has its default', () => {
  expect(parseSettings('{"theme":"dark","language":"fr","more":1}')).toEqual({
    ...DEFAULT_SETTINGS,
    theme: 'dark',
  })
  expect(parseSettings('{"notifications":{"conflicts":false}}')).toEqual(DEFAULT_SETTINGS)
})

test.each(['', '[]', 'null', '7', '"x"', '{'])('%j is no settings', (text) => {
  expect(parseSettings(text)).toBeUndefined()
})

test('SEC-123 no text of a settings file reaches the prototype', () => {
  const settings = parseSettings('{"__proto__":{"theme":"dark"},"constructor":1}')
  expect(settings).toEqual(DEFAULT_SETTINGS)
  expect(Object.getPrototypeOf(settings)).toBe(Object.prototype)
})
