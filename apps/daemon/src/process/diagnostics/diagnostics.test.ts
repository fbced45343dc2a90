import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEFAULT_SYNC_SETTINGS, type Status } from '@tidemark/control'
import { type AccountId, AppError, type DeviceId, parseId, type SpaceId } from '@tidemark/protocol'
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { NOT_RUNNING } from '../folder-status.js'
import { openLog } from '../logger.js'
import { Scrubber } from './scrub.js'
import { writeDiagnostics } from './write-diagnostics.js'

let directory = ''
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidemark-diagnostics-'))
})
afterAll(async () => {
  await rm(directory, { recursive: true, force: true })
})

const SECRET = {
  token: 'tmd_0123456789abcdef',
  login: 'ada.lovelace',
  server: 'tide.analytical.example',
  device: 'difference-engine',
  folder: '/home/ada/Letters',
  space: 'Correspondence',
  file: 'to-babbage.txt',
  password: 'correct horse battery',
}
const SPACE_ID = parseId<SpaceId>('ab'.repeat(16))

const SIGN_IN = {
  serverUrl: `https://${SECRET.server}/`,
  ...{ serverId: '5e'.repeat(16), accountId: parseId<AccountId>('ac'.repeat(16)) },
  ...{ login: SECRET.login, deviceId: parseId<DeviceId>('de'.repeat(16)) },
  ...{ deviceName: SECRET.device, allowInsecure: false },
}

function parts(logPaths: readonly string[]) {
  const folder = { folderId: 'f0'.repeat(16), path: SECRET.folder, spaceId: SPACE_ID }
  const held = [
    { path: SECRET.file, code: 'file_busy', detail: SECRET.file, sinceMs: 5, retryAtMs: null },
  ]
  const counts = { items: 12_345, pending: 1, held: 1, conflicts: 0 }
  const status: Status = {
    ...{ version: '0.1.0', profile: '/home/ada/.local/share/tidemark', settled: false },
    account: {
      serverUrl: SIGN_IN.serverUrl,
      login: SECRET.login,
      deviceName: SECRET.device,
      insecure: false,
    },
    folders: [
      {
        ...{ ...NOT_RUNNING, ...folder, spaceName: SECRET.space, state: 'syncing', restarts: 0 },
        ...{ counts, held, activePaths: [SECRET.file] },
      },
    ],
  }
  const { serverId, accountId } = SIGN_IN
  return {
    status,
    config: {
      version: 3 as const,
      signIn: SIGN_IN,
      folders: [{ ...folder, spaceName: SECRET.space, serverId, accountId, deselected: [] }],
      settings: DEFAULT_SYNC_SETTINGS,
    },
    checks: [
      {
        name: SECRET.folder,
        outcome: 'ok' as const,
        detail: `space ${SECRET.space}`,
        advice: null,
      },
    ],
    logPaths,
    token: SECRET.token,
  }
}

async function filesOf(path: string): Promise<Record<string, string>> {
  const entries = Object.entries(unzipSync(await readFile(path)))
  return Object.fromEntries(entries.map(([name, bytes]) => [name, strFromU8(bytes)]))
}

test('SEC-04 diagnostics tell states, codes and counts, and no secret, name or address', async () => {
  const logPath = join(directory, 'daemon.log')
  const { log, file } = openLog(logPath)
  const cause = new Error(`ENOENT: no such file, open '${SECRET.folder}/${SECRET.file}'`)
  const error = new AppError('file_unreadable', { path: SECRET.file }, { cause })
  log.warn({ error, folder: SECRET.folder, path: SECRET.file }, 'folder cannot be synced')
  log.info({ url: SIGN_IN.serverUrl, note: SECRET.token, by: SECRET.login }, 'call failed')
  log.info({ [SECRET.file]: 1, reply: { message: SECRET.password } }, 'call failed')
  file[Symbol.dispose]()
  await writeFile(
    `${logPath}.1`,
    `half a li${SECRET.token}\n{"level":"info","msg":"daemon starts"}\n`,
  )

  const path = join(directory, 'out.zip')
  const written = await writeDiagnostics(path, parts([logPath, `${logPath}.1`, `${logPath}.2`]))
  expect(written).toEqual({ path, sizeBytes: (await stat(path)).size })
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  const files = await filesOf(path)
  expect(Object.keys(files).sort()).toEqual([
    ...['README.txt', 'about.json', 'checks.json', 'config.json', 'daemon.log', 'daemon.log.1'],
    'status.json',
  ])
  const everything = Object.values(files).join('\n')
  for (const secret of Object.values(SECRET)) expect(everything).not.toContain(secret)
  for (const part of ['lovelace', 'babbage', 'analytical', 'Letters', '/home/']) {
    expect(everything).not.toContain(part)
  }
  expect(files['daemon.log']).toContain('folder cannot be synced')
  expect(files['daemon.log']).toContain('file_unreadable')
  expect(files['daemon.log']).toMatch(/at .*diagnostics\.test\.ts:\d+:\d+/)
  expect(files['daemon.log.1']).toBe('{"level":"info","msg":"daemon starts"}\n')
  expect(files['status.json']).toContain('12345')
  expect(files['status.json']).toContain('"syncing"')
})

test('one name has one pseudonym within an archive and another one in the next', () => {
  const [first, second] = [new Scrubber(Buffer.alloc(32, 1)), new Scrubber(Buffer.alloc(32, 2))]
  expect(first.value({ path: 'a', paths: ['a', 'b'] })).toEqual({
    path: first.pseudonym('a'),
    paths: [first.pseudonym('a'), first.pseudonym('b')],
  })
  expect(first.pseudonym('a')).not.toBe(first.pseudonym('b'))
  expect(first.pseudonym('a')).not.toBe(second.pseudonym('a'))
})

test('diagnostics replace nothing that is there', async () => {
  const path = join(directory, 'mine.zip')
  await writeFile(path, 'mine')
  await expect(writeDiagnostics(path, parts([]))).rejects.toMatchObject({ code: 'invalid_request' })
  expect(await readFile(path, 'utf8')).toBe('mine')
})
