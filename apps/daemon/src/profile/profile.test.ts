import { spawnSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEFAULT_SYNC_SETTINGS } from '@tidemark/control'
import { currentProfile } from '@tidemark/control-socket'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ConfigFile, parseConfig } from './config.js'
import { ExclusiveLock } from './exclusive-lock.js'
import { ensurePrivateDirectory } from './private-files.js'
import { Profile } from './profile.js'
import { TokenKeeper } from './token-keeper.js'

let directory = ''
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidemark-profile-'))
})
afterAll(async () => {
  await rm(directory, { recursive: true, force: true })
})

const at = (name: string) => currentProfile(join(directory, name))

test('SEC-132 one daemon at a time has a profile', async () => {
  const paths = at('one')
  const first = await Profile.open(paths)
  await expect(Profile.open(paths)).rejects.toMatchObject({ code: 'daemon_running' })
  first[Symbol.dispose]()
  using again = await Profile.open(paths)
  expect(again.config.current.folders).toEqual([])
})

test('SEC-132 a lock is seen by other processes and ends with its holder', () => {
  const path = join(directory, 'held.lock')
  const script = `
    const { DatabaseSync } = require('node:sqlite')
    const lock = new DatabaseSync(${JSON.stringify(path)})
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    process.kill(process.pid, 'SIGKILL')`
  using _held = ExclusiveLock.acquire(path, 'folder_in_use')
  const refused = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' })
  expect(refused.stderr).toContain('database is locked')
  _held[Symbol.dispose]()
  expect(spawnSync(process.execPath, ['-e', script]).signal).toBe('SIGKILL')
  expect(() => ExclusiveLock.acquire(path, 'folder_in_use')[Symbol.dispose]()).not.toThrow()
})

test('SEC-03 the token is alone in a file that only its user can read', async () => {
  using profile = await Profile.open(at('token'))
  expect(profile.token.place).toBe('missing')
  await profile.token.keep('tmd_abc', 'file')
  expect(profile.token.find()).toBe('tmd_abc')
  expect((await stat(profile.paths.token)).mode & 0o777).toBe(0o600)
  expect((await stat(profile.paths.directory)).mode & 0o777).toBe(0o700)
  await profile.token.forget()
  expect(profile.token.find()).toBeUndefined()
  await expect(stat(profile.paths.token)).rejects.toMatchObject({ code: 'ENOENT' })
})

test('SEC-127 a token that somebody else keeps is on no disk, and missing after a restart', async () => {
  const paths = at('kept-elsewhere')
  {
    using profile = await Profile.open(paths)
    await profile.token.keep('tmd_abc', 'file')
    await profile.token.keep('tmd_abc', 'memory')
    expect(profile.token).toMatchObject({ place: 'memory' })
    expect(profile.token.find()).toBe('tmd_abc')
    await expect(stat(paths.token)).rejects.toMatchObject({ code: 'ENOENT' })
  }
  using again = await Profile.open(paths)
  expect(again.token.place).toBe('missing')
  await again.token.keep('tmd_abc', 'file')
  expect((await TokenKeeper.open(paths.token)).find()).toBe('tmd_abc')
})

test('configuration survives, overlapping updates keep their order, nothing is left over', async () => {
  const path = join(directory, 'config.json')
  const folder = {
    path: '/a',
    spaceId: 'ab'.repeat(16),
    spaceName: 'A',
    serverId: 'x',
    accountId: 'ef'.repeat(16),
  }
  const parsed = parseConfig(
    JSON.stringify({ version: 1, folders: [{ folderId: 'cd'.repeat(16), ...folder }] }),
    path,
  )
  const [first] = parsed.folders
  if (first === undefined) throw new Error('one folder was given')
  const config = await ConfigFile.open(path)
  await Promise.all(
    ['1', '2', '3'].map((name) =>
      config.update((now) => ({
        ...now,
        folders: [...now.folders, { ...first, spaceName: name }],
      })),
    ),
  )
  const names = (await ConfigFile.open(path)).current.folders.map((row) => row.spaceName)
  expect(names).toEqual(['1', '2', '3'])
  expect((await readdir(directory)).filter((name) => name.endsWith('.tmp'))).toEqual([])
})

test('a configuration of version 1 is read, with no limit and no rule, and written as version 3', async () => {
  const path = join(directory, 'version-1.json')
  await writeFile(path, '{"version":1,"folders":[]}')
  const config = await ConfigFile.open(path)
  expect(config.current).toEqual({ version: 3, folders: [], settings: DEFAULT_SYNC_SETTINGS })
  expect(await readFile(path, 'utf8')).toBe('{"version":1,"folders":[]}')
  const bandwidth = { upBytesPerSecond: 50_000, downBytesPerSecond: null }
  await config.update((now) => ({ ...now, settings: { ...now.settings, bandwidth } }))
  expect((await ConfigFile.open(path)).current.settings.bandwidth).toEqual(bandwidth)
})

test('a configuration of version 2 keeps its settings and has everything on this device', async () => {
  const path = join(directory, 'version-2.json')
  const ids = { folderId: 'cd'.repeat(16), spaceId: 'ab'.repeat(16), accountId: 'ef'.repeat(16) }
  const { bandwidth, pauseRules } = DEFAULT_SYNC_SETTINGS
  const settings = { bandwidth, pauseRules: { ...pauseRules, onBattery: true } }
  const folder = { ...ids, path: '/a', spaceName: 'A', serverId: 'x' }
  await writeFile(path, JSON.stringify({ version: 2, folders: [folder], settings }))
  const { current } = await ConfigFile.open(path)
  expect(current.folders).toEqual([{ ...folder, deselected: [] }])
  expect(current.settings).toEqual({ ...DEFAULT_SYNC_SETTINGS, ...settings })
})

test.each(['', '{', '[]', '{"version":2,"folders":[]}', '{"version":1,"folders":[],"more":1}'])(
  'a configuration of %j is refused and left as it is',
  async (text) => {
    const path = join(directory, 'damaged.json')
    await writeFile(path, text)
    await expect(ConfigFile.open(path)).rejects.toMatchObject({ code: 'config_invalid' })
  },
)

test('an empty directory that is open to others is closed to them, a used one refused', async () => {
  const path = join(directory, 'open')
  await mkdir(path, { mode: 0o755 })
  await ensurePrivateDirectory(path)
  expect((await stat(path)).mode & 0o777).toBe(0o700)
  await writeFile(join(path, 'mine.txt'), 'x')
  await chmod(path, 0o755)
  await expect(ensurePrivateDirectory(path)).rejects.toMatchObject({ code: 'config_invalid' })
  expect((await stat(path)).mode & 0o777).toBe(0o755)
})
