import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import type {
  ActivityPage,
  Device,
  History,
  IgnoreTest,
  LinkPreview,
  OpenConflict,
  SettingsState,
} from '@tidemark/control'
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Stack } from '../harness/stack.js'
import { at } from '../harness/tree.js'

let stack: Stack
let a: string

beforeAll(async () => {
  stack = await Stack.start({ devices: ['laptop', 'desktop'] })
  a = stack.device('laptop').folder
})
afterAll(() => stack[Symbol.asyncDispose]())

test('a preview of a link tells both sides and leaves the folder as it is', async () => {
  await writeFile(at(a, 'same.txt'), 'equal on both')
  await writeFile(at(a, 'paper.txt'), 'from the laptop')
  await writeFile(at(a, 'far.txt'), '12345')
  await stack.converged()
  const candidate = stack.temp.join('candidate')
  await mkdir(candidate)
  await writeFile(at(candidate, 'same.txt'), 'equal on both')
  await writeFile(at(candidate, 'paper.txt'), 'from elsewhere!')
  await writeFile(at(candidate, 'near.txt'), '123')

  const laptop = stack.device('laptop')
  const told = await laptop.json<LinkPreview>('link', candidate, '--space', 'Shared', '--preview')
  expect(told).toMatchObject({
    isNewSpace: false,
    toUpload: { files: 2, bytes: 18 },
    toDownload: { files: 2, bytes: 20 },
    conflicts: { files: 1, examplePaths: ['paper.txt'] },
    same: { files: 1 },
    deletes: 0,
    problem: null,
  })
  expect(existsSync(at(candidate, '.tidemark'))).toBe(false)
  const absent = stack.temp.join('to-be-made')
  expect(await laptop.json<LinkPreview>('link', absent, '--preview')).toMatchObject({
    isNewSpace: true,
    toUpload: { files: 0 },
  })
  expect(existsSync(absent)).toBe(false)
  const linked = await laptop.cli('link', a, '--preview')
  expect(linked.code).toBe(5)
  expect(linked.stdout).toContain('linked already')
})

test('a conflict tells both sides, and each version can be shown', async () => {
  const [laptop, desktop] = [stack.device('laptop'), stack.device('desktop')]
  await laptop.cli('pause')
  await desktop.cli('pause')
  await writeFile(at(a, 'paper.txt'), 'second, from the laptop')
  await writeFile(at(desktop.folder, 'paper.txt'), 'second, from the desktop')
  await laptop.cli('resume')
  await stack.eventuallySettled('laptop')
  await desktop.cli('resume')
  await stack.eventuallyTree('laptop', (tree) => tree.size === 4)
  await stack.converged()

  const { conflicts } = await laptop.json<{ conflicts: OpenConflict[] }>('conflicts')
  expect(conflicts).toMatchObject([
    {
      path: 'paper.txt',
      original: { kind: 'file', sizeBytes: 23 },
      copy: { sizeBytes: 24, deviceName: 'desktop' },
    },
  ])
  expect((await laptop.cli('show', at(a, 'paper.txt'))).stdout).toBe('second, from the laptop')
  const { versions } = await laptop.json<History>('history', at(a, 'paper.txt'))
  const first = versions.at(-1)?.revisionId ?? ''
  const shown = await laptop.cli('show', at(a, 'paper.txt'), '--version', first)
  expect(shown.stdout).toBe('from the laptop')
})

test('activity is kept over a restart of the daemon and can be searched', async () => {
  const laptop = stack.device('laptop')
  await laptop.restart()
  await stack.eventuallySettled('laptop')
  const found = await laptop.json<ActivityPage>('activity', a, '--search', 'FAR')
  expect(found.entries).toMatchObject([{ kind: 'uploaded', path: 'far.txt' }])
  const all = await laptop.json<ActivityPage>('activity', '--limit', '1')
  expect(all).toMatchObject({ entries: [{}], more: true })
})

test('content goes up under a limit, which is kept over a restart', async () => {
  const laptop = stack.device('laptop')
  await laptop.json('limit', '--up', '100k')
  await laptop.restart()
  expect((await laptop.json<SettingsState>('settings')).settings.bandwidth).toEqual({
    upBytesPerSecond: 100_000,
    downBytesPerSecond: null,
  })
  await writeFile(at(a, 'noise.bin'), randomBytes(200_000))
  await stack.eventuallyTree('desktop', (tree) => tree.has('noise.bin'))
  await laptop.json('limit', '--up', 'off')
  await stack.converged()
})

test('a rule pauses, says so, lets a person go on all the same, and ends', async () => {
  const laptop = stack.device('laptop')
  await laptop.cli('settings', '--pause-hours', 'daily 00:00-24:00')
  await stack.eventuallyState('laptop', 'paused')
  expect((await laptop.status()).pausedBy).toBe('hours')
  expect((await laptop.cli('status')).stdout).toContain('paused by the hours of pausing')
  await writeFile(at(a, 'while-paused.txt'), 'waits')
  await laptop.cli('resume')
  await stack.eventuallyFile('desktop', 'while-paused.txt', 'waits')
  await laptop.restart()
  await stack.eventuallyState('laptop', 'paused')
  await laptop.cli('settings', '--pause-hours', 'off')
  await stack.eventuallySettled('laptop')
})

test('rules are tried, written, and hold on both devices', async () => {
  const laptop = stack.device('laptop')
  const rules = stack.temp.join('rules')
  await writeFile(rules, '*.scratch\n')
  const tried = await laptop.json<IgnoreTest>(
    ...['ignore', a, '--rules', rules, '--test', 'b.scratch', 'b.txt'],
  )
  expect(tried.results).toMatchObject([{ rule: { pattern: '*.scratch', line: 1 } }, { rule: null }])
  expect((await laptop.cli('ignore', a, '--write', rules)).code).toBe(0)
  await stack.eventuallyFile('desktop', '.tidemarkignore', '*.scratch\n')
  const again = await laptop.json<IgnoreTest>('ignore', a, '--test', 'b.scratch')
  expect(again.results).toMatchObject([{ rule: { line: 1 } }])
})

test('SEC-04 diagnostics of a real device hold none of its names', async () => {
  const laptop = stack.device('laptop')
  const path = stack.temp.join('diagnostics.zip')
  expect((await laptop.cli('diagnostics', path)).code).toBe(0)
  const archive = unzipSync(await readFile(path))
  const everything = Object.values(archive)
    .map((bytes) => strFromU8(bytes))
    .join('\n')
  expect(Object.keys(archive)).toEqual(expect.arrayContaining(['status.json', 'daemon.log']))
  const token = (await readFile(stack.temp.join('laptop', 'profile', 'token'), 'utf8')).trim()
  const address = new URL(stack.proxy.url).host
  for (const secret of [token, a, address, 'paper.txt', 'noise.bin', 'Shared']) {
    expect(everything).not.toContain(secret)
  }
})

test('a revoked device stops, and is listed as signed out', async () => {
  const laptop = stack.device('laptop')
  const { devices } = await laptop.json<{ devices: Device[] }>('devices')
  const desktop = devices.find(({ name }) => name === 'desktop')
  const own = devices.find(({ current }) => current)
  expect((await laptop.cli('devices', 'revoke', own?.deviceId ?? '')).code).toBe(2)
  expect((await laptop.cli('devices', 'revoke', desktop?.deviceId ?? '')).code).toBe(0)
  await stack.eventuallyState('desktop', 'stopped')
  const after = await laptop.json<{ devices: Device[] }>('devices')
  expect(after.devices.find(({ name }) => name === 'desktop')?.revokedAtMs).not.toBeNull()
})
