/**
 * Takes a picture of every screen in light, dark and Korean, over the daemon that only plays one:
 * `npm run shots -w @tidemark/desktop`, or with words that the names of pictures must hold. They are
 * in dist/shots, for whoever changed how something looks.
 */
import { spawn } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { _electron as electron } from 'playwright-core'
import { build, preview } from 'vite'
import { findElectron } from '../../../scripts/setup/electron-runtime.mjs'

const workspace = join(import.meta.dirname, '..')
const output = join(workspace, 'dist', 'shots')
const words = process.argv.slice(2)

const press = (role, index) => (page) => page.getByRole(role).nth(index).click()

/** From the first question to what linking would do, in any language. */
async function goToPreview(page) {
  await goToFolder(page)
  await page.locator('.chosen-folder button').click()
  await page.locator('.first-run-step .row button').last().click()
  await page.locator('.link-facts').waitFor()
}

async function goToFolder(page) {
  await goToAccount(page)
  await page.locator('input[autocomplete=username]').fill('kim')
  await page.locator('input[type=password]').fill('correct horse battery')
  await page.locator('form button[type=submit]').click()
  await page.locator('.chosen-folder').waitFor()
}

async function goToAccount(page) {
  await page.locator('input[inputmode=url]').fill('tide.example.org')
  await page.locator('form button[type=submit]').click()
  await page.locator('input[type=password]').waitFor()
}

/** A folder of which one part is online only. */
async function openFilms(page) {
  await page.locator('.tree-twist').nth(1).click()
  await page.locator('[role=treeitem][aria-level="2"]').first().waitFor()
}

/** The screens: picture of the daemon, place, and what is done there. */
const SCREENS = [
  ['first-run', 'new', 'home'],
  ['first-run-code', 'new', 'home', press('radio', 1)],
  ['first-run-here', 'new', 'home', press('radio', 2)],
  ['first-run-account', 'new', 'home', goToAccount],
  ['first-run-folder', 'new', 'home', goToFolder],
  ['first-run-preview', 'new', 'home', goToPreview],
  ['starting', 'starting', 'home'],
  ['home-empty', 'empty', 'home'],
  ['home', 'idle', 'home'],
  ['home-syncing', 'syncing', 'home'],
  ['home-offline', 'offline', 'home'],
  ['home-paused', 'paused', 'home'],
  ['home-trouble', 'trouble', 'home'],
  ['home-details', 'trouble', 'home', (page) => page.locator('summary').first().click()],
  ['home-conflicts', 'conflicts', 'home'],
  ['conflicts', 'conflicts', 'conflicts'],
  ['conflicts-picture', 'conflicts', 'conflicts', press('option', 1)],
  ['conflicts-none', 'idle', 'conflicts'],
  ['conflicts-thousand', 'thousand', 'conflicts'],
  ['activity', 'idle', 'activity'],
  ['versions', 'idle', 'versions?folder=documents&path=Budget%202027.ods'],
  ['trash', 'idle', 'versions', press('tab', 0)],
  ['settings', 'idle', 'settings'],
  ['settings-folders', 'idle', 'settings?tab=selection', openFilms],
  ['settings-syncing', 'idle', 'settings?tab=syncing'],
  ['settings-ignore', 'idle', 'settings?tab=ignore'],
  ['settings-devices', 'idle', 'settings?tab=devices'],
  ['settings-checkup', 'idle', 'settings?tab=checkup'],
  ['settings-account', 'trouble', 'settings?tab=account'],
]
const LOOKS = [
  { name: 'light', theme: 'light', language: 'en', width: 1160, height: 760 },
  { name: 'dark', theme: 'dark', language: 'en', width: 1160, height: 760 },
  { name: 'korean', theme: 'light', language: 'ko', width: 1160, height: 760 },
  { name: 'small', theme: 'light', language: 'en', width: 480, height: 720 },
]

const found = await findElectron(join(workspace, '..', '..'))
if (found.path === undefined) throw new Error(`No Electron: ${found.missing}`)
await rm(output, { recursive: true, force: true })
await mkdir(output, { recursive: true })
const configFile = join(workspace, 'vite.dev.config.mjs')
await build({ configFile, logLevel: 'warn' })
const server = await preview({ configFile, preview: { port: 0, host: '127.0.0.1' } })
const screen = await openScreen()
const app = await electron.launch({
  executablePath: found.path,
  args: ['--no-sandbox', join(import.meta.dirname, 'shots-window.cjs')],
  env: { ...process.env, ...(screen === undefined ? {} : { DISPLAY: screen.display }) },
})
try {
  const page = await app.firstWindow({ timeout: 120_000 })
  for (const look of LOOKS) for (const shown of SCREENS) await shoot(page, look, shown)
} finally {
  await app.close()
  screen?.process.kill()
  await server.close()
}
console.log(`Pictures are in ${output}`)

async function shoot(page, look, [name, picture, place, deed]) {
  const file = `${name}-${look.name}`
  if (!words.every((word) => file.includes(word))) return
  const query = new URLSearchParams({ picture, theme: look.theme, language: look.language })
  await page.setViewportSize({ width: look.width, height: look.height })
  await page.goto(`${server.resolvedUrls.local[0]}dev/index.html?${query}#/${place}`)
  await page.reload()
  await page.locator('h1').first().waitFor()
  await deed?.(page)
  await page.waitForLoadState('networkidle')
  await page.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 0))),
  )
  await page.screenshot({ path: join(output, `${file}.png`), animations: 'disabled' })
}

/** A screen in memory where there is none; see `-displayfd` in Xvfb's manual. */
async function openScreen() {
  if (process.platform !== 'linux' || process.env.DISPLAY !== undefined) return undefined
  const args = ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp']
  const xvfb = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const number = await new Promise((ready, failed) => {
    createInterface({ input: xvfb.stdio[3] }).once('line', ready)
    xvfb.once('error', failed)
  })
  return { display: `:${number.trim()}`, process: xvfb }
}
