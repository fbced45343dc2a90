import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FolderStatus, Status } from '@tidemark/control'
import { AppError, parseId, type SpaceId } from '@tidemark/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { watchAdvice } from '../adapters/watcher/watch-advice.js'
import { formatChecks } from '../cli/listing-text.js'
import { formatStatus } from '../cli/status-text.js'
import { PLAIN } from '../cli/style.js'
import { runDoctor } from './doctor.js'

let path = ''
beforeAll(async () => {
  path = await realpath(await mkdtemp(join(tmpdir(), 'tidemark-doctor-')))
})
afterAll(async () => {
  await rm(path, { recursive: true, force: true })
})

const still = { doneBytes: 0, totalBytes: 0, bytesPerSecond: 0 }

function statusWith(folder: Partial<FolderStatus>): Status {
  const account = { serverUrl: 'https://files.example.org/', login: 'sam', deviceName: 'laptop' }
  return {
    ...{ version: '0.1.0', profile: '/p', settled: true },
    account: { ...account, insecure: false },
    folders: [
      {
        ...{ folderId: 'f', path, spaceId: parseId<SpaceId>('ab'.repeat(16)), spaceName: 'Docs' },
        ...{ state: 'idle', error: null, activePaths: [], held: [], lastSyncAtMs: null },
        counts: { items: 1, pending: 0, held: 0, conflicts: 0 },
        bytes: { up: still, down: still },
        heldDeletes: { local: 0, server: 0 },
        watch: { mode: 'watching', advice: null },
        ...{ restarts: 0, settled: true },
        ...folder,
      },
    ],
  }
}

/** What the doctor finds while the server answers, or fails, like this. */
async function findings(status: Status, answer: () => Promise<unknown>) {
  // The doctor asks for the account and nothing else.
  const accounts = { client: async () => ({ call: answer }) } as never
  return await runDoctor(status, accounts, new AbortController().signal)
}

const fine = async () => ({ quotaBytes: null, usedBytes: 0 })

test.each(['ENOSPC', 'EMFILE'])(
  'E87 when the system watches no more (%s), status, JSON and doctor give the command',
  async (errno) => {
    const advice = watchAdvice(errno, 'linux', () => 8192) ?? ''
    const command = /sudo sysctl fs\.inotify\.max_user_(watches=524288|instances=16384)/
    const status = statusWith({ watch: { mode: 'scanning', advice } })
    expect(formatStatus(status, PLAIN, 0)).toMatch(command)
    expect(formatStatus(status, PLAIN, 0)).toContain('Changes are found by scanning')
    expect(JSON.stringify(status)).toMatch(command)
    const checks = await findings(status, fine)
    expect(checks).toContainEqual(expect.objectContaining({ outcome: 'warning', advice }))
    expect(formatChecks(checks, PLAIN)).toMatch(command)
  },
)

test('E111 a certificate that is not valid yet sends people to their clock', async () => {
  const checks = await findings(statusWith({}), async () => {
    throw new AppError('server_unreachable', { reason: 'CERT_NOT_YET_VALID' })
  })
  expect(checks).toContainEqual(
    expect.objectContaining({ name: 'server', advice: expect.stringMatching(/date and time/) }),
  )
})

test('E95 a repository and installed packages are named with the rule that leaves them out', async () => {
  expect(formatChecks(await findings(statusWith({}), fine), PLAIN)).not.toContain('ignore')
  await mkdir(join(path, '.git'))
  await mkdir(join(path, 'node_modules'))
  const text = formatChecks(await findings(statusWith({}), fine), PLAIN)
  expect(text).toMatch(/holds a git repository/)
  expect(text).toMatch(/node_modules\/ to \.tidemarkignore/)
  await writeFile(join(path, '.tidemarkignore'), 'node_modules/\n')
  const left = formatChecks(await findings(statusWith({}), fine), PLAIN)
  expect(left).toMatch(/holds a git repository/)
  expect(left).not.toMatch(/node_modules/)
})

test('E91 the folder of another sync program is pointed out', async () => {
  const text = formatChecks(
    await findings(statusWith({ path: '/home/sam/Dropbox/x' }), fine),
    PLAIN,
  )
  expect(text).toMatch(/another sync program/)
})
