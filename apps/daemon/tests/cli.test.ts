import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { VERSION } from '../src/version.js'

/** The compiled program: what people run. */
const PROGRAM = join(import.meta.dirname, '..', 'dist', 'bundle', 'main.js')

let directory = ''
let profile = ''
let count = 0
const children: ChildProcess[] = []

beforeAll(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'tidemark-cli-')))
})
afterEach(async () => {
  await tidemark('stop')
  for (const child of children.splice(0)) child.kill('SIGKILL')
})
afterAll(async () => {
  await rm(directory, { recursive: true, force: true })
})

function freshProfile(): string {
  profile = join(directory, `profile-${++count}`)
  return profile
}

function start(args: readonly string[]): ChildProcess {
  const { PATH, HOME } = process.env
  const env = { PATH, HOME, USER: 'sam', TIDEMARK_PROFILE: profile }
  return spawn(process.execPath, [PROGRAM, ...args], { env, stdio: 'pipe' })
}

async function tidemark(...args: string[]) {
  const child = start(args)
  child.stdin?.end('not a real password\n')
  let [stdout, stderr] = ['', '']
  child.stdout?.on('data', (text) => {
    stdout += text
  })
  child.stderr?.on('data', (text) => {
    stderr += text
  })
  const [code] = await once(child, 'close')
  return { code, stdout, stderr }
}

/** A daemon of this test's own, that can be killed. */
async function daemon(): Promise<ChildProcess> {
  const child = start(['daemon'])
  children.push(child)
  const { stdout } = child
  if (stdout === null) throw new Error('its output is a pipe')
  await once(stdout, 'data')
  return child
}

test('without arguments it tells how to begin', async () => {
  freshProfile()
  const { code, stdout } = await tidemark()
  expect(code).toBe(0)
  expect(stdout).toContain('tidemark login <server>')
  expect((await tidemark('--version')).stdout.trim()).toBe(VERSION)
})

test.each([
  ['an unknown command', ['bogus'], /unknown command 'bogus'/],
  ['a missing argument', ['login'], /missing required argument 'server'/],
  ['an unknown option', ['status', '--bogus'], /unknown option '--bogus'/],
  ['an id that is none', ['resolve', 'x', '--keep', 'both'], /An id has 32 characters/],
  ['a choice that is none', ['resolve', 'ab'.repeat(16), '--keep', 'x'], /Allowed choices/],
])('exit code 2: %s', async (_, args, message) => {
  freshProfile()
  const { code, stderr } = await tidemark(...args)
  expect(code).toBe(2)
  expect(stderr).toMatch(message)
})

test('exit code 2 SEC-129: an unencrypted server is refused before a password is sent', async () => {
  freshProfile()
  const { code, stderr } = await tidemark('login', 'http://nas.example', '--password-stdin')
  expect(code).toBe(2)
  expect(stderr).toContain('--insecure')
})

test('exit code 3: not signed in, said by a daemon that was started on the way', async () => {
  freshProfile()
  const { code, stdout, stderr } = await tidemark('link', join(directory, 'never'))
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
  expect(stderr).toMatch(/^tidemark: Sign in first/)
  const status = await tidemark('status', '--json', '--no-start')
  expect(JSON.parse(status.stdout)).toMatchObject({ account: null, folders: [], settled: true })
  expect(await stat(join(directory, 'never')).catch(() => 'absent')).toBe('absent')
})

test('exit code 4: no daemon, or no server', async () => {
  freshProfile()
  const alone = await tidemark('status', '--no-start', '--verbose')
  expect(alone.code).toBe(4)
  expect(alone.stderr).toContain('code: daemon_unreachable')
  const lost = await tidemark('login', 'localhost:1', '--password-stdin')
  expect(lost.code).toBe(4)
  expect(lost.stderr).toContain('The server cannot be reached')
})

test('exit code 5: the doctor found a problem', async () => {
  freshProfile()
  expect(await tidemark('doctor')).toMatchObject({
    code: 5,
    stdout: expect.stringContaining('FAIL  account: not signed in'),
  })
})

test('exit code 6 SEC-132: a second daemon on the same profile ends at once', async () => {
  freshProfile()
  await daemon()
  expect(await tidemark('daemon')).toMatchObject({
    code: 6,
    stderr: expect.stringContaining('runs on this profile already'),
  })
})

test('SEC-133 the socket belongs to the user alone', async () => {
  freshProfile()
  await daemon()
  expect((await stat(join(profile, 'control.sock'))).mode & 0o777).toBe(0o600)
  expect((await stat(profile)).mode & 0o777).toBe(0o700)
})

test('a daemon that was killed leaves nothing that keeps the next from starting', async () => {
  freshProfile()
  const child = await daemon()
  child.kill('SIGKILL')
  await once(child, 'close')
  expect(await tidemark('status')).toMatchObject({ code: 0 })
})

test('SIGTERM and stop end the daemon in an orderly way', async () => {
  freshProfile()
  const child = await daemon()
  child.kill('SIGTERM')
  expect(await once(child, 'close')).toEqual([0, null])
  expect(await readFile(join(profile, 'daemon.log'), 'utf8')).toContain('daemon stops')
  const again = await daemon()
  const closed = once(again, 'close')
  expect((await tidemark('stop')).stdout).toBe('Stopped.\n')
  expect(await closed).toEqual([0, null])
  expect((await tidemark('stop')).stdout).toBe('The daemon does not run.\n')
})

test('many commands at once start one daemon and all get their answer', async () => {
  freshProfile()
  const results = await Promise.all(Array.from({ length: 4 }, () => tidemark('status')))
  expect(results.map(({ code, stderr }) => [code, stderr])).toEqual(Array(4).fill([0, '']))
})

test('a damaged configuration is told and left alone', async () => {
  freshProfile()
  await tidemark('status')
  await tidemark('stop')
  await writeFile(join(profile, 'config.json'), '{"version": 1')
  const { code, stderr } = await tidemark('status')
  expect(code).toBe(4)
  expect(stderr).toContain('The configuration is not valid')
  expect(await readFile(join(profile, 'config.json'), 'utf8')).toBe('{"version": 1')
})

test('in a pipe nothing but plain text comes out', async () => {
  freshProfile()
  for (const args of [['status'], ['doctor'], ['bogus']]) {
    const { stdout, stderr } = await tidemark(...args)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what must not be there
    expect(stdout + stderr).not.toMatch(/\u001b/)
  }
})
