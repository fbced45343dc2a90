import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { currentProfile } from '@tidemark/control-socket'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../harness/eventually.js'
import type { DesktopProcess } from './harness/desktop-process.js'
import { DesktopWorld } from './harness/desktop-world.js'
import { type ScriptedDaemon, shownFolder } from './harness/scripted-daemon.js'

const MARKUP = '<img src=x onerror="window.wasHit=1"><script>window.wasHit=1</script>'
const ACCOUNT = {
  serverUrl: 'https://box.example:8443',
  login: MARKUP,
  deviceName: MARKUP,
  insecure: false,
}

let world: DesktopWorld
let daemon: ScriptedDaemon
let desktop: DesktopProcess

beforeAll(async () => {
  world = await DesktopWorld.make()
  daemon = await world.scriptDaemon()
  daemon.show({ account: ACCOUNT })
  desktop = await world.startApp()
  const page = await desktop.page()
  await eventually('the daemon', async () => {
    const answer = await page.evaluate(() => window.tidemark.app.getState({}))
    return answer.ok && answer.value.daemon.state === 'connected' ? true : undefined
  })
})
afterAll(() => world[Symbol.asyncDispose]())

test('SEC-120 every web content is sandboxed, isolated and without Node', async () => {
  const preferences = await desktop.app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((contents) => {
      // What is in effect, not what was asked for; Electron has it without documenting it.
      const name = Object.hasOwn(Object.getPrototypeOf(contents), '_getLastWebPreferences')
        ? '_getLastWebPreferences'
        : 'getLastWebPreferences'
      return Reflect.apply(Reflect.get(contents, name), contents, []) as object
    }),
  )
  expect(preferences).not.toEqual([])
  for (const one of preferences) {
    expect(one).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    })
  }
  const page = await desktop.page()
  expect(page.url()).toMatch(/^app:\/\/ui\/index\.html/)
  const found = await page.evaluate(() =>
    ['require', 'process', 'module', 'ipcRenderer', 'electron', 'Buffer'].filter(
      (name) => name in window,
    ),
  )
  expect(found).toEqual([])
})

test('SEC-120 only files of the page are served', async () => {
  const page = await desktop.page()
  const statuses = await page.evaluate(async () => {
    const urls = ['/index.html', '/../main.cjs', '/%2e%2e/main.cjs', '/..%2fmain.cjs', '/none.js']
    return await Promise.all(urls.map(async (url) => (await fetch(url)).status))
  })
  expect(statuses).toEqual([200, 404, 404, 404, 404])
})

test('SEC-121 markup in names and texts stays text', async () => {
  daemon.show({
    folders: [
      shownFolder('a', {
        path: `/home/${MARKUP}`,
        spaceName: MARKUP,
        state: 'stopped',
        error: { code: 'folder_missing', message: MARKUP },
        held: [{ path: MARKUP, code: 'x', detail: MARKUP, sinceMs: 0, retryAtMs: null }],
      }),
    ],
  })
  const page = await desktop.page()
  // Put in as markup on purpose: the policy must hold where the page would not.
  const isHit = await page.evaluate(async (markup) => {
    const place = document.createElement('div')
    place.innerHTML = markup
    document.body.append(place)
    const script = document.createElement('script')
    script.textContent = 'window.wasHit = 1'
    document.body.append(script)
    const image = place.querySelector('img')
    await new Promise((settled) => image?.addEventListener('error', settled))
    place.remove()
    return 'wasHit' in window
  }, MARKUP)
  expect(isHit).toBe(false)
  await expect(page.evaluate(() => fetch('https://evil.example/'))).rejects.toThrow()
  daemon.show({ folders: [] })
})

test('SEC-122 nothing leads the window away from its page', async () => {
  const page = await desktop.page()
  const before = page.url()
  const opened = await page.evaluate(() =>
    ['file:///etc/passwd', 'https://evil.example', 'about:blank', location.href].map(
      (url) => window.open(url) === null,
    ),
  )
  expect(opened).toEqual([true, true, true, true])
  for (const url of [
    'https://evil.example/',
    'file:///etc/passwd',
    'data:text/html,x',
    '/none.html',
  ]) {
    await page.evaluate((target) => {
      const anchor = document.createElement('a')
      anchor.href = target
      document.body.append(anchor)
      anchor.click()
      anchor.remove()
      location.assign(target)
    }, url)
    // A call through main comes back only when the page that asked is still there.
    expect(await page.evaluate(() => window.tidemark.app.getState({}))).toMatchObject({ ok: true })
    expect(page.url()).toBe(before)
  }
  expect(desktop.windows()).toEqual([before])
})

test('SEC-123 the bridge has the calls of the contract and no way past them', async () => {
  const page = await desktop.page()
  const surface = await page.evaluate(() => ({
    parts: Object.keys(window.tidemark),
    calls: [...Object.keys(window.tidemark.app), ...Object.keys(window.tidemark.daemon)],
  }))
  expect(surface.parts.sort()).toEqual(['app', 'daemon', 'on'])
  expect(surface.calls).toContain('getState')
  expect(surface.calls).toContain('linkFolder')
  for (const name of ['invoke', 'send', 'hello', 'subscribe', 'shutdown', 'writeDiagnostics']) {
    expect(surface.calls).not.toContain(name)
  }
})

test('SEC-123 another window is not heard, whatever its preload', async () => {
  const callsBefore = daemon.calls.length
  const refusals = await desktop.app.evaluate(async ({ app, BrowserWindow }) => {
    const window = new BrowserWindow({
      show: false,
      webPreferences: { preload: `${app.getAppPath()}/dist/bundle/preload.cjs` },
    })
    try {
      const results: string[] = []
      for (const url of ['data:text/html,hostile', 'app://ui/index.html']) {
        await window.loadURL(url)
        results.push(
          await window.webContents.executeJavaScript(
            `window.tidemark.daemon.logout({}).then(() => 'answered', (error) => String(error))`,
          ),
        )
      }
      return results
    } finally {
      window.destroy()
    }
  })
  expect(refusals).toEqual([expect.stringContaining('refused'), expect.stringContaining('refused')])
  expect(daemon.calls.slice(callsBefore)).not.toContain('logout')
})

test('SEC-124 no permission is granted', async () => {
  const page = await desktop.page()
  const states = await page.evaluate(async () => {
    const names: PermissionName[] = ['geolocation', 'notifications', 'camera', 'microphone', 'midi']
    const asked = names.map(async (name) => (await navigator.permissions.query({ name })).state)
    const camera = await navigator.mediaDevices.getUserMedia({ video: true }).then(
      () => 'granted',
      () => 'denied',
    )
    return [...(await Promise.all(asked)), camera, await Notification.requestPermission()]
  })
  expect(states.filter((state) => state !== 'denied')).toEqual([])
})

test('SEC-125 only pages of the own server open outside', async () => {
  await desktop.app.evaluate(({ shell }) => {
    const opened: string[] = []
    Object.assign(globalThis, { opened })
    shell.openExternal = async (url) => {
      opened.push(url)
    }
  })
  const page = await desktop.page()
  await page.evaluate((own) => {
    const hostile = [
      'file:///etc/passwd',
      'smb://box.example/share',
      'javascript:alert(1)',
      'ms-msdt:/id PCWDiagnostic',
      '\\\\srv\\x',
      'data:text/html,x',
      'https://box.example.evil.example:8443/',
    ]
    for (const url of [...hostile, `${own}/photos`]) window.open(url)
  }, ACCOUNT.serverUrl)
  const opened = await eventually('the browser', () =>
    desktop.app.evaluate(() => {
      const { opened } = globalThis as unknown as { opened: string[] } // put there above
      return opened.length > 0 ? opened : undefined
    }),
  )
  expect(opened).toEqual([`${ACCOUNT.serverUrl}/photos`])
})

test('SEC-130 a link waits for a word, and nothing else on a command line is taken', async () => {
  const page = await desktop.page()
  const pending = () =>
    page.evaluate(async () => {
      const answer = await window.tidemark.app.getState({})
      return answer.ok ? answer.value.pendingLink : undefined
    })
  const callsBefore = daemon.calls.length
  await desktop.launchAgain('--inspect=127.0.0.1:1', '--load-extension=/tmp/x', 'tidemark://evil')
  await desktop.launchAgain('tidemark://connect?server=https%3A%2F%2Fbox.example%2F%3Ftoken%3Dx')
  expect(await pending()).toBeNull()
  await desktop.launchAgain('tidemark://connect?server=https%3A%2F%2Fother.example')
  const link = await eventually('the link', async () => (await pending()) ?? undefined)
  expect(link).toMatchObject({ kind: 'connect', summary: 'https://other.example' })
  const refused = await page.evaluate(
    (linkId) => window.tidemark.app.confirmLink({ linkId, accept: false }),
    link.linkId,
  )
  expect(refused).toEqual({ ok: true, value: { action: null } })
  expect(await pending()).toBeNull()
  expect(daemon.calls.slice(callsBefore)).not.toContain('login')
})

test('SEC-133 the control socket is for one user alone', async () => {
  const { endpoint } = currentProfile(world.profile)
  expect((await stat(endpoint)).mode & 0o777).toBe(0o600)
  expect((await stat(dirname(endpoint))).mode & 0o077).toBe(0)
})
