import { chmod, lstat, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCommand } from '../harness/child.js'
import type { Program } from '../harness/executable.js'
import { SingleExecutables } from '../harness/single-executables.js'
import { Stack } from '../harness/stack.js'
import { TempFolder } from '../harness/temp-folder.js'
import { at } from '../harness/tree.js'

// What people install: each program is one file that brings all it needs.

const BUILD_TIMEOUT_MS = 600_000
const SETTINGS = ['config']

let temp: TempFolder
let executables: SingleExecutables

beforeAll(async () => {
  temp = await TempFolder.make('bin')
  executables = await SingleExecutables.build(temp)
}, BUILD_TIMEOUT_MS)
afterAll(() => temp[Symbol.asyncDispose]())

async function execute({ path, env }: Program, ...args: string[]) {
  return await runCommand(path, args, '', env)
}

test('an executable tells its version without unpacking anything', async () => {
  for (const name of ['tidemark', 'tidemark-server'] as const) {
    const { code, stdout, stderr } = await execute(executables.program(name), '--version')
    expect({ name, code, stderr }).toEqual({ name, code: 0, stderr: '' })
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  }
  await expect(lstat(executables.cacheFolder)).rejects.toThrow('ENOENT')
})

test('a file goes from one device to the other with executables alone', async () => {
  const programs = {
    tidemark: executables.program('tidemark'),
    server: executables.program('tidemark-server'),
  }
  await using stack = await Stack.start({ devices: ['laptop', 'desktop'], programs })
  const text = 'compressible '.repeat(10_000)
  await writeFile(at(stack.device('laptop').folder, 'report.txt'), text)
  await stack.eventuallyFile('desktop', 'report.txt', text)
  await stack.converged()
})

test('native code is unpacked once, for this user alone, named by its hash', async () => {
  const server = executables.program('tidemark-server')
  expect(await execute(server, ...SETTINGS)).toMatchObject({ code: 0, stderr: '' })
  const before = await executables.unpacked()
  expect(before).toHaveLength(3)
  for (const { name, mode, sha256 } of before) {
    expect({ name, mode }).toEqual({ name: `${sha256}.node`, mode: 0o400 })
  }
  const folder = await lstat(join(executables.cacheFolder, 'addons'))
  expect(folder.mode & 0o777).toBe(0o700)
  await execute(server, ...SETTINGS)
  expect(await executables.unpacked()).toEqual(before)
})

test('native code that somebody changed on disk is replaced, not loaded', async () => {
  const server = executables.program('tidemark-server')
  await execute(server, ...SETTINGS)
  const before = await executables.unpacked()
  for (const [index, { path }] of before.entries()) await tamper(path, index)
  expect(await execute(server, ...SETTINGS)).toMatchObject({ code: 0, stderr: '' })
  const withoutInode = (files: typeof before) => files.map(({ inode, ...file }) => file)
  expect(withoutInode(await executables.unpacked())).toEqual(withoutInode(before))
})

/** A byte in the middle, half the file, a link to the right bytes: one for each file. */
async function tamper(path: string, way: number): Promise<void> {
  const bytes = await readFile(path)
  await chmod(path, 0o600)
  if (way === 0) {
    const middle = bytes.length >> 1
    bytes[middle] = (bytes[middle] ?? 0) ^ 1
    await writeFile(path, bytes)
  } else if (way === 1) {
    await writeFile(path, bytes.subarray(0, bytes.length >> 1))
  } else {
    const copy = temp.join('copy.node')
    await writeFile(copy, bytes)
    await rm(path)
    await symlink(copy, path)
  }
}

test('a cache folder that cannot be made is an error that says what to do', async () => {
  const blocked = temp.join('a-file')
  await writeFile(blocked, '')
  for (const [name, args] of [
    ['tidemark-server', SETTINGS],
    ['tidemark', ['--profile', temp.join('profile'), 'daemon']],
  ] as const) {
    const program = executables.program(name, join(blocked, 'cache'))
    const { code, stderr } = await execute(program, ...args)
    expect({ name, code }).toEqual({ name, code: 1 })
    expect(stderr).toContain('Set TIDEMARK_CACHE_DIR to a folder')
    expect(stderr).toContain(blocked)
  }
})

test('the licences of what is inside go with the executables', async () => {
  const notices = await executables.notices()
  for (const name of ['Node.js', 'better-sqlite3', 'zstd-napi', '@node-rs/argon2', 'fastify']) {
    expect(notices).toMatch(new RegExp(`^${name} \\d`, 'm'))
  }
})

test('a command starts the daemon of its own executable', async () => {
  const program = executables.program('tidemark')
  const profile = ['--profile', temp.join('started')]
  expect(await execute(program, ...profile, 'status')).toMatchObject({ code: 0, stderr: '' })
  const stopped = await execute(program, ...profile, 'stop')
  expect(stopped).toMatchObject({ code: 0, stdout: 'Stopped.\n' })
})
