import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../harness/eventually.js'
import { LOGIN, PASSWORD, Stack } from '../harness/stack.js'
import { at } from '../harness/tree.js'
import { daemonPid } from './harness/daemon-pid.js'
import type { DesktopProcess } from './harness/desktop-process.js'
import { DesktopWorld } from './harness/desktop-world.js'

let stack: Stack
let world: DesktopWorld
let desktop: DesktopProcess
let page: Page
let folder: string

beforeAll(async () => {
  stack = await Stack.start({ devices: ['laptop'] })
  world = await DesktopWorld.make()
  folder = world.temp.join('Papers')
  await mkdir(folder)
  desktop = await world.startApp()
  page = await desktop.page()
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await stack[Symbol.asyncDispose]()
})

const laptop = (name: string) => at(stack.device('laptop').folder, name)
const heading = (name: string) => page.getByRole('heading', { name, exact: true })
const press = (name: string) => page.getByRole('button', { name, exact: true }).click()

async function fileHere(name: string, content: string): Promise<void> {
  const probe = async () =>
    (await readFile(at(folder, name), 'utf8')) === content ? true : undefined
  await eventually(`${name} here`, probe)
}

test('the first run leads from an address to a folder that another device shares', async () => {
  await writeFile(laptop('from the laptop.txt'), 'laptop\n')
  await writeFile(laptop('same.txt'), 'same\n')
  await stack.eventuallySettled('laptop')
  await writeFile(at(folder, 'from here.txt'), 'here\n')
  await writeFile(at(folder, 'same.txt'), 'same\n')

  await page.getByLabel('Address of the server').fill(stack.proxy.url)
  await press('Next')
  await page.getByLabel('Login').fill(LOGIN)
  await page.getByLabel('Password').fill('a wrong password')
  await page.getByLabel('Name of this device').fill('desk')
  await press('Sign in')
  await page.getByText('The login or the password is wrong.').waitFor()
  await page.getByLabel('Password').fill(PASSWORD)
  await press('Sign in')

  await heading('Which folder should be synced?').waitFor()
  await desktop.app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] })
  }, folder)
  await press('Choose a folder')
  await page.getByLabel('Sync it with').selectOption({ label: 'Shared' })
  await press('See what will happen')
  const facts = page.getByRole('list', { name: 'What will happen' }).getByRole('listitem')
  await expect.poll(() => facts.allInnerTexts()).toHaveLength(5)
  const told = (await facts.allInnerTexts()).map((text) => text.replace(/\s+/g, ' '))
  expect(told).toEqual([
    expect.stringMatching(/^Upload 1 /),
    expect.stringMatching(/^Download 1 /),
    'Equal 1',
    'Differ 0',
    'Delete 0',
  ])
  await press('Start syncing')
  await heading('Your folder is linked').waitFor()
  await fileHere('from the laptop.txt', 'laptop\n')
  await stack.eventuallyFile('laptop', 'from here.txt', 'here\n')
  await press('Open Tidemark')
  await heading('Everything is synced').waitFor()
})

test('a pause outlives the daemon', async () => {
  await press('Pause')
  await heading('Paused').waitFor()
  const first = await daemonPid(world.profile)
  process.kill(first, 'SIGKILL')
  await eventually('another daemon', async () =>
    (await daemonPid(world.profile)) === first ? undefined : true,
  )
  await page.getByText('Starting syncing again').waitFor({ state: 'detached' })
  await heading('Paused').waitFor()
  await writeFile(at(folder, 'while paused.txt'), 'kept\n')
  await press('Resume')
  await stack.eventuallyFile('laptop', 'while paused.txt', 'kept\n')
  await heading('Everything is synced').waitFor()
})

test('without a server the window says so, and all that was saved follows when it is back', async () => {
  await stack.server.stop()
  await heading('The server cannot be reached').waitFor()
  await writeFile(at(folder, 'while offline.txt'), 'kept\n')
  await page.getByText('Offline: changes are kept and sent later').waitFor()
  await stack.server.start()
  await stack.eventuallyFile('laptop', 'while offline.txt', 'kept\n')
  await heading('Everything is synced').waitFor()
})

test('a folder that is gone stops syncing and deletes nothing, until it is back', async () => {
  await rename(folder, `${folder} elsewhere`)
  await heading('Something needs you').waitFor()
  await page.getByText('The folder is not there. Syncing waits and nothing is deleted.').waitFor()
  expect(await readFile(laptop('from here.txt'), 'utf8')).toBe('here\n')
  await rename(`${folder} elsewhere`, folder)
  await press('Sync now')
  await heading('Everything is synced').waitFor()
  expect(await readFile(laptop('from here.txt'), 'utf8')).toBe('here\n')
})

test('a device that was signed out elsewhere is told so and signs in again', async () => {
  const { devices } = await stack
    .device('laptop')
    .json<{ devices: { deviceId: string; name: string }[] }>('devices')
  const own = devices.find(({ name }) => name === 'desk')?.deviceId ?? ''
  const revoked = await stack.device('laptop').cli('devices', 'revoke', own)
  expect(revoked.code, revoked.stderr).toBe(0)
  await page.getByText('This device is not allowed any more. Sign in again.').first().waitFor()
  await press('Sign in again')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('dialog').getByRole('button', { name: 'Sign in', exact: true }).click()
  await heading('Everything is synced').waitFor()
  await writeFile(at(folder, 'signed in again.txt'), 'again\n')
  await stack.eventuallyFile('laptop', 'signed in again.txt', 'again\n')
})

test('who signs out and in again finds the folders as they were', async () => {
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('tab', { name: 'Account' }).click()
  await press('Sign out')
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.getByLabel('Address of the server').fill(stack.proxy.url)
  await press('Next')
  await page.getByLabel('Login').fill(LOGIN)
  await page.getByLabel('Password').fill(PASSWORD)
  await press('Sign in')
  await page.getByRole('link', { name: 'Home' }).click()
  await heading('Everything is synced').waitFor()
  await writeFile(at(folder, 'after signing in.txt'), 'again\n')
  await stack.eventuallyFile('laptop', 'after signing in.txt', 'again\n')
})

test('a code that the window shows lets another device join', async () => {
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('tab', { name: 'Devices' }).click()
  await press('Show a code')
  const code = await page.locator('output').innerText()
  const joined = await stack
    .device('laptop')
    .cli('login', stack.proxy.url, '--code', code, '--device', 'joined')
  expect(joined.code, joined.stderr).toBe(0)
  await page.getByText('joined has joined').waitFor()
})
