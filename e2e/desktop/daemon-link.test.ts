import { readdir, readlink } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { eventually } from '../harness/eventually.js'
import { Stack } from '../harness/stack.js'
import { daemonPid } from './harness/daemon-pid.js'
import { DesktopWorld } from './harness/desktop-world.js'

/** What a process has open (Linux; empty elsewhere). */
async function openFiles(pid: number): Promise<string[]> {
  const folder = `/proc/${pid}/fd`
  const names = await readdir(folder).catch(() => [])
  return await Promise.all(names.map((name) => readlink(`${folder}/${name}`).catch(() => '')))
}

/** State of the link as the page sees it. */
async function linkState(page: Page): Promise<string> {
  const answer = await page.evaluate(() => window.tidemark.app.getState({}))
  return answer.ok ? answer.value.daemon.state : answer.error.code
}

async function connected(page: Page): Promise<void> {
  await eventually('a daemon', async () =>
    (await linkState(page)) === 'connected' ? true : undefined,
  )
}

test('the app starts the daemon of its profile, which goes on when the app ends', async () => {
  await using world = await DesktopWorld.make()
  const app = await world.startApp()
  const page = await app.page()
  await connected(page)
  const status = await page.evaluate(() => window.tidemark.daemon.status({}))
  expect(status).toMatchObject({ ok: true, value: { account: null, profile: world.profile } })
  const pid = await daemonPid(world.profile)
  // The app's own files and its connections end with the app.
  expect(await openFiles(pid)).not.toContainEqual(
    expect.stringMatching(/\/config\/|\.pak$|Chromium/),
  )
  await app[Symbol.asyncDispose]()
  expect(await daemonPid(world.profile)).toBe(pid)
})

test('a daemon that is killed comes back, and the window stays', async () => {
  await using world = await DesktopWorld.make()
  const app = await world.startApp()
  const page = await app.page()
  await connected(page)
  await page.evaluate(() => {
    document.title = 'the same page'
  })
  const first = await daemonPid(world.profile)
  process.kill(first, 'SIGKILL')
  const second = await eventually('another daemon', async () => {
    const pid = await daemonPid(world.profile)
    return pid === first ? undefined : pid
  })
  expect(second).not.toBe(first)
  await connected(page)
  expect(await page.title()).toBe('the same page')
  expect(app.windows()).toHaveLength(1)
})

test('the app attaches to a daemon that runs, and shows what it syncs', async () => {
  await using stack = await Stack.start({ devices: ['laptop'] })
  await using world = await DesktopWorld.make()
  const profile = stack.temp.join('laptop', 'profile')
  const app = await world.startAppOn(profile)
  const page = await app.page()
  await connected(page)
  const status = await page.evaluate(() => window.tidemark.daemon.status({}))
  expect(status).toMatchObject({
    ok: true,
    value: { folders: [{ path: stack.device('laptop').folder, spaceName: 'Shared' }] },
  })
  expect(await daemonPid(profile)).toBe(stack.device('laptop').child.pid)
})

test('SEC-132 a second launch shows the window of the first one and ends', async () => {
  await using world = await DesktopWorld.make()
  await world.scriptDaemon()
  const app = await world.startApp()
  const page = await app.page()
  await app.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
  expect(await app.launchAgain()).toBe(0)
  await eventually('the window', () =>
    app.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.isVisible() ? true : undefined,
    ),
  )
  expect(app.windows()).toEqual([page.url()])
})
