import { mkdir, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { runCommand } from '../harness/child.js'
import { randomBytes } from '../harness/content.js'
import { DeviceProcess } from '../harness/device-process.js'
import { executable } from '../harness/executable.js'
import { PASSWORD, Stack } from '../harness/stack.js'
import { at, readTree } from '../harness/tree.js'

test('a file over the limit is held with the reason; the others go on (file_too_large)', async () => {
  await using stack = await Stack.start({
    devices: ['laptop', 'desktop'],
    serverEnv: { TIDEMARK_MAX_FILE_BYTES: '1000000' },
  })
  const laptop = stack.device('laptop')
  await writeFile(at(laptop.folder, 'too big.bin'), randomBytes('limit', 1_000_001))
  await writeFile(at(laptop.folder, 'just fits.bin'), randomBytes('limit', 1_000_000))
  await stack.eventuallyTree('desktop', (tree) => tree.has('just fits.bin'))
  await stack.eventually('file_too_large is shown', async () => {
    const { held } = await laptop.status()
    return held.some(({ path, code }) => path === 'too big.bin' && code === 'file_too_large')
  })
  expect((await readTree(stack.device('desktop').folder)).has('too big.bin')).toBe(false)
})

test('a full quota holds what does not fit, and the rest goes on (quota_exceeded, E108, PS217)', async () => {
  await using stack = await Stack.start({ devices: ['laptop'] })
  const added = await runCommand(
    executable('apps/server', 'tidemark-server'),
    ['account', 'add', 'grace', '--quota-bytes', '1000000', '--data', stack.temp.join('server')],
    `${PASSWORD}\n`,
  )
  expect(added.code, added.stderr).toBe(0)
  await using device = new DeviceProcess(
    'tablet',
    stack.temp.join('tablet'),
    stack.temp.join('files'),
  )
  await device.start()
  const who = ['--login', 'grace', '--device', 'tablet', '--password-stdin']
  const signedIn = await device.cliWithInput(`${PASSWORD}\n`, 'login', stack.proxy.url, ...who)
  expect(signedIn.code, signedIn.stderr).toBe(0)
  await mkdir(device.folder, { recursive: true })
  await writeFile(at(device.folder, 'big.bin'), randomBytes('quota', 3_000_000))
  await device.cli('link', device.folder)
  await stack.eventually('quota_exceeded is shown', async () => {
    const { held } = await device.status()
    return held.some(({ path, code }) => path === 'big.bin' && code === 'quota_exceeded')
  })
  await writeFile(at(device.folder, 'small.txt'), 'fits\n')
  await stack.eventually('the small file is on the server', async () => {
    const why = await device.cli('why', at(device.folder, 'small.txt'))
    return why.stdout.includes('In sync.')
  })
})
