import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { formatUnit } from './systemd-unit.js'
import { type SystemctlResult, UserService } from './user-service.js'

const SERVICE = {
  program: ['/usr/bin/tidemark'],
  profile: '/home/ada/.local/share/tidemark',
  isDefaultProfile: true,
  environment: {},
}

let folder = ''
let calls: string[] = []
let answer: (command: string) => Partial<SystemctlResult>

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'tidemark-service-')), 'systemd', 'user')
  calls = []
  answer = () => ({})
})
afterEach(() => rm(join(folder, '..', '..'), { recursive: true }))

function userService(program = SERVICE.program): UserService {
  return new UserService({ ...SERVICE, program }, folder, async (...args) => {
    const command = args.join(' ')
    calls.push(command)
    return { code: 0, stdout: '', stderr: '', ...answer(command) }
  })
}

test('installing writes the unit and starts it now and with every session', async () => {
  const service = userService()
  await service.install()
  expect(await readFile(join(folder, 'tidemark.service'), 'utf8')).toBe(formatUnit(SERVICE))
  expect(calls).toEqual([
    'show-environment',
    'daemon-reload',
    'enable tidemark.service',
    'restart tidemark.service',
  ])
})

test('without a session of systemd nothing is written', async () => {
  answer = () => ({ code: 1, stderr: 'Failed to connect to bus: No medium found\nmore' })
  await expect(userService().install()).rejects.toMatchObject({
    code: 'service_unavailable',
    details: { problem: 'Failed to connect to bus: No medium found' },
  })
  await expect(stat(folder)).rejects.toThrow('ENOENT')
})

test('without systemd it says so', async () => {
  const service = new UserService(SERVICE, folder, () => Promise.reject(new Error('ENOENT')))
  await expect(service.install()).rejects.toMatchObject({
    code: 'service_unavailable',
    details: { problem: 'there is no systemctl' },
  })
})

test('uninstalling stops the service and removes the unit, once', async () => {
  const service = userService()
  await service.install()
  calls = []
  expect(await service.uninstall()).toBe(true)
  expect(calls).toEqual(['disable --now tidemark.service', 'daemon-reload'])
  await expect(stat(service.unitFile)).rejects.toThrow('ENOENT')
  expect(await service.uninstall()).toBe(false)
})

test('a service that cannot be stopped keeps its unit', async () => {
  const service = userService()
  await service.install()
  answer = () => ({ code: 4 })
  await expect(service.uninstall()).rejects.toMatchObject({
    details: { problem: 'systemctl ended with 4' },
  })
  expect((await stat(service.unitFile)).isFile()).toBe(true)
})

test('the state tells what systemd says and whether another program is installed', async () => {
  answer = (command) => {
    if (command.startsWith('is-enabled')) return { stdout: 'enabled\n' }
    return command.startsWith('is-active') ? { code: 3, stdout: 'failed\n' } : {}
  }
  const unit = { unit: 'tidemark.service', unitFile: join(folder, 'tidemark.service') }
  const words = { enabled: 'enabled', active: 'failed' }
  expect(await userService().state()).toEqual({
    ...{ ...unit, ...words, isInstalled: false, isCurrent: false },
  })
  await userService().install()
  expect(await userService().state()).toEqual({
    ...{ ...unit, ...words, isInstalled: true, isCurrent: true },
  })
  expect(await userService(['/opt/other/tidemark']).state()).toMatchObject({
    ...{ isInstalled: true, isCurrent: false },
  })
})
