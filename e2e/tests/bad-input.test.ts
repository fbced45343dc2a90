import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCommand } from '../harness/child.js'
import { randomBytes } from '../harness/content.js'
import { DeviceProcess } from '../harness/device-process.js'
import { executable } from '../harness/executable.js'
import { LOGIN, PASSWORD, Stack } from '../harness/stack.js'
import { at, readTree } from '../harness/tree.js'

// What a person sees when something is wrong. Each case names the error of the registry.

const run = promisify(execFile)
let stack: Stack

beforeAll(async () => {
  stack = await Stack.start({ devices: ['laptop', 'desktop'] })
})
afterAll(() => stack[Symbol.asyncDispose]())

test('a wrong password is said to be wrong (wrong_credentials)', async () => {
  const tablet = new DeviceProcess(
    'tablet',
    stack.temp.join('tablet'),
    stack.temp.join('tablet-files'),
  )
  await using device = tablet
  await device.start()
  const result = await device.cliWithInput(
    'not the password\n',
    ...['login', stack.proxy.url, '--login', LOGIN, '--device', 'tablet', '--password-stdin'],
    '--verbose',
  )
  expect(result.code).toBe(3)
  expect(result.stderr).toContain('wrong_credentials')
})

test('something that is no Tidemark server is not trusted (server_unexpected, E90)', async () => {
  const portal = createServer((_, response) => {
    response.setHeader('content-type', 'text/html')
    response.end('<html>Please sign in to the hotel network</html>')
  })
  await new Promise<void>((done) => portal.listen(0, '127.0.0.1', done))
  const address = portal.address()
  const port = typeof address === 'object' ? address?.port : 0
  await using device = new DeviceProcess(
    'guest',
    stack.temp.join('guest'),
    stack.temp.join('guest-files'),
  )
  await device.start()
  const result = await device.cliWithInput(
    'whatever password\n',
    ...['login', `http://127.0.0.1:${port}`, '--login', LOGIN, '--password-stdin', '--verbose'],
  )
  portal.close()
  expect(result.code).toBe(4)
  expect(result.stderr).toContain('server_unexpected')
})

test('a port in use is named with what to do (port_in_use)', async () => {
  const port = new URL(stack.server.url).port
  const second = await runCommand(executable('apps/server', 'tidemark-server'), [
    ...['serve', '--data', stack.temp.join('second-server'), '--port', port],
  ])
  expect(second.code).not.toBe(0)
  expect(second.stderr).toMatch(/port/i)
  expect(second.stderr).toContain('--port')
})

test('two servers never share a data folder', async () => {
  const second = await runCommand(executable('apps/server', 'tidemark-server'), [
    ...['serve', '--data', stack.temp.join('server'), '--port', '0'],
  ])
  expect(second.code).not.toBe(0)
  expect(second.stderr).toContain('another tidemark-server uses this data folder')
})

test('a folder inside a synced folder is refused (folder_unsuitable, PS014)', async () => {
  const inner = at(stack.device('laptop').folder, 'inner')
  await mkdir(inner, { recursive: true })
  const result = await stack.device('laptop').cli('link', inner, '--space', 'Inner', '--verbose')
  expect(result.code).not.toBe(0)
  expect(result.stderr).toContain('folder_unsuitable')
})

test('a folder that another client syncs is refused (folder_in_use, E91)', async () => {
  const { folder } = stack.device('laptop')
  const result = await stack.device('desktop').cli('link', folder, '--space', 'Shared', '--verbose')
  expect(result.code).not.toBe(0)
  expect(result.stderr).toContain('folder_in_use')
})

test('a folder that is gone pauses syncing and deletes nothing (folder_missing, P7, E80)', async () => {
  const laptop = stack.device('laptop')
  await writeFile(at(laptop.folder, 'precious.txt'), 'only copy\n')
  await stack.converged()
  const away = stack.temp.join('unmounted')
  await rename(laptop.folder, away)
  await stack.eventuallyTree('desktop', (tree) => tree.has('precious.txt'))
  await laptop.cli('sync')
  const status = await laptop.status()
  expect(status.error?.code).toBe('folder_missing')
  await mkdir(laptop.folder)
  await laptop.cli('sync')
  expect((await readTree(stack.device('desktop').folder)).has('precious.txt')).toBe(true)
  await rm(laptop.folder, { recursive: true })
  await rename(away, laptop.folder)
  await stack.converged()
  expect(await readFile(at(laptop.folder, 'precious.txt'), 'utf8')).toBe('only copy\n')
})

test('a corrupt state file is set aside and rebuilt without deleting (state_corrupt, E85)', async () => {
  const laptop = stack.device('laptop')
  await stack.converged()
  const before = await readTree(stack.device('desktop').folder)
  await laptop.stop()
  const states = await findStateFiles(stack.temp.join('laptop', 'profile'))
  expect(states).toHaveLength(1)
  await writeFile(states[0] ?? '', randomBytes('corrupt', 8192))
  for (const extra of ['-wal', '-shm']) await rm(`${states[0]}${extra}`, { force: true })
  await laptop.start()
  await stack.converged()
  expect([...(await readTree(laptop.folder))]).toEqual([...before])
})

async function findStateFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true })
  return entries.filter((name) => name.endsWith('state.db')).map((name) => at(folder, name))
}

test('a name that is taken makes a conflicted copy, never an overwrite', async () => {
  const [laptop, desktop] = [stack.device('laptop'), stack.device('desktop')]
  await laptop.cli('pause')
  await writeFile(at(desktop.folder, 'clash'), 'a file\n')
  // Settled it is also before it has heard of the file.
  await desktop.cli('sync')
  await stack.eventuallySettled('desktop')
  await mkdir(at(laptop.folder, 'clash'))
  await writeFile(at(laptop.folder, 'clash/inside.txt'), 'in a folder\n')
  await laptop.cli('resume')
  await stack.eventuallyTree('desktop', (tree) =>
    [...tree.keys()].some((path) => path.endsWith('/inside.txt')),
  )
  await stack.converged()
  expect(await readFile(at(laptop.folder, 'clash'), 'utf8')).toBe('a file\n')
})

test('a revoked device stops, keeps its files and says why (unauthorized, P16)', async () => {
  await using device = await stack.addDevice('phone')
  await stack.eventuallyTree('phone', (tree) => tree.has('precious.txt'))
  await revoke('phone')
  await stack.eventuallyState('phone', 'stopped')
  const status = await device.status()
  expect(status.error?.code).toBe('unauthorized')
  expect((await readTree(device.folder)).has('precious.txt')).toBe(true)
})

async function revoke(name: string): Promise<void> {
  const signIn = { login: LOGIN, password: PASSWORD }
  const { token } = await callServer<{ token: string }>('POST', '/v1/session', '', signIn)
  const { devices } = await callServer<{ devices: { name: string; deviceId: string }[] }>(
    'GET',
    '/v1/devices',
    token,
  )
  const found = devices.find((device) => device.name === name)
  await callServer('DELETE', `/v1/devices/${found?.deviceId}`, token)
}

/** Uses the HTTP interface as any script would. */
async function callServer<T>(
  method: string,
  path: string,
  token: string,
  body?: unknown,
): Promise<T> {
  const response = await fetch(`${stack.server.url}${path}`, {
    method,
    headers: {
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return JSON.parse(text === '' ? 'null' : text) // the caller names the shape that it reads
}

test('a full disk on a device holds downloads and recovers by itself (disk_full, E37)', async () => {
  const folder = stack.temp.join('small-disk')
  await mkdir(folder)
  await run('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder])
  try {
    await using device = new DeviceProcess('tiny', stack.temp.join('tiny'), `${folder}/files`)
    await signInAndLink(device)
    await stack.eventuallyTreeAt(device.folder, (tree) => tree.has('precious.txt'))
    await writeFile(at(stack.device('laptop').folder, 'too big.bin'), randomBytes('big', 8_000_000))
    await stack.eventually('disk_full is shown', async () => {
      const { held, error } = await device.status()
      const codes = [...held.map(({ code }) => code), error?.code]
      return codes.includes('disk_full')
    })
    await run('mount', ['-o', 'remount,size=64m', folder])
    await device.cli('sync')
    await stack.eventuallyTreeAt(device.folder, (tree) => tree.has('too big.bin'))
  } finally {
    await run('umount', ['-l', folder])
  }
})

test('a full disk on the server refuses uploads, keeps reading and recovers (storage_full)', async () => {
  const disk = stack.temp.join('server-disk')
  await mkdir(disk)
  await run('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', disk])
  try {
    await using small = await Stack.start({
      devices: ['laptop'],
      serverData: `${disk}/data`,
      serverEnv: { TIDEMARK_RESERVE_BYTES: '0' },
    })
    const laptop = small.device('laptop')
    await writeFile(at(laptop.folder, 'first.txt'), 'fits\n')
    await small.eventuallySettled('laptop')
    await writeFile(at(laptop.folder, 'big.bin'), randomBytes('full', 40_000_000))
    await small.eventually('storage_full is shown', async () => {
      const { held, error } = await laptop.status()
      return [...held.map(({ code }) => code), error?.code].includes('storage_full')
    })
    await run('mount', ['-o', 'remount,size=256m', disk])
    await laptop.cli('sync')
    await small.eventuallySettled('laptop')
  } finally {
    await run('umount', ['-l', disk])
  }
})

async function signInAndLink(device: DeviceProcess): Promise<void> {
  await device.start()
  const who = ['--login', LOGIN, '--device', device.name, '--password-stdin']
  await device.cliWithInput(`${PASSWORD}\n`, 'login', stack.proxy.url, ...who)
  await device.cli('link', device.folder, '--space', 'Shared')
}
