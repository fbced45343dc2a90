import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DesktopWorld } from './harness/desktop-world.js'
import { scriptActivity, scriptConflicts } from './harness/long-lists.js'
import type { ScriptedDaemon } from './harness/scripted-daemon.js'

let world: DesktopWorld
let daemon: ScriptedDaemon
let page: Page

beforeAll(async () => {
  world = await DesktopWorld.make()
  daemon = await world.scriptDaemon()
  scriptActivity(daemon, 0)
  page = await (await world.startApp()).page()
})
afterAll(() => world[Symbol.asyncDispose]())

const press = (name: string) => page.getByRole('button', { name, exact: true }).click()

test('1,000 conflicts are settled by one press, each as it was shown, and opened again', async () => {
  const settled = scriptConflicts(daemon, 1000)
  await page.getByRole('link', { name: /^Conflicts/ }).click()
  await press('Choose all')
  await page.getByText('1,000 chosen').waitFor()
  expect(await page.getByRole('option').count()).toBeLessThan(40)
  await press('Keep mine')
  await page.getByText('1,000 conflicts are settled').waitFor()
  await page.getByRole('heading', { name: 'No conflicts' }).waitFor()
  // Half of the copies are this device's: what it wrote is kept, under whichever name it is.
  expect(settled.map(({ choice, conflicts }) => [choice, conflicts.length]).sort()).toEqual([
    ['copy', 500],
    ['original', 500],
  ])
  const seen = settled.flatMap(({ conflicts }) => conflicts)
  expect(seen.filter(({ originalRev, copyRev }) => !originalRev || !copyRev)).toEqual([])
  await press('Undo')
  await page.getByText('1,000 conflicts are open again').waitFor()
  await page.getByRole('option').first().waitFor()
})

test('a record of 100,000 entries is read on as it is scrolled, and found again by its top', async () => {
  scriptActivity(daemon, 100_000)
  await page.getByRole('link', { name: 'Activity' }).click()
  const list = page.getByRole('region', { name: 'Activity' })
  await list.getByText('IMG_100000.CR3').waitFor()
  await list.focus()
  await page.keyboard.press('End')
  await list.getByText('IMG_99501.CR3').waitFor()
  await page.keyboard.press('End')
  await list.getByText('IMG_99001.CR3').waitFor()
  expect(await list.getByRole('listitem').count()).toBeLessThan(60)
  await page.keyboard.press('Home')
  await list.getByText('IMG_100000.CR3').waitFor()
})
