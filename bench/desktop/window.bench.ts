import { DesktopWorld, type Page } from '@tidemark/e2e/desktop-world'
import { scriptActivity, scriptConflicts } from '@tidemark/e2e/long-lists'
import { test } from 'vitest'
import { formatStalls, watchStalls } from './stalls.js'

const CONFLICTS = 1000
const ENTRIES = 100_000
const WAIT = { timeout: 600_000 }

test('the window with 1,000 conflicts and 100,000 entries of activity', async () => {
  await using world = await DesktopWorld.make()
  const daemon = await world.scriptDaemon()
  scriptConflicts(daemon, CONFLICTS)
  const page = await (await world.startApp()).page()
  const report = async (what: string, deed: () => Promise<void>) =>
    console.log(`${what}: ${formatStalls(await watchStalls(page, deed))}`)

  await page.getByRole('link', { name: /^Conflicts/ }).waitFor()
  await report('open the inbox', async () => {
    await page.getByRole('link', { name: /^Conflicts/ }).click()
    await page.getByRole('option').first().waitFor()
  })
  await report('hold the arrow key through 200 conflicts', async () => {
    await page.getByRole('listbox').focus()
    for (let row = 0; row < 200; row++) await page.keyboard.press('ArrowDown')
  })
  await report('choose all', () => press(page, 'Choose all'))
  await report('keep mine of all', async () => {
    await press(page, 'Keep mine')
    await page.getByText('1,000 conflicts are settled').waitFor(WAIT)
  })
  await report('open all again', async () => {
    await press(page, 'Undo')
    await page.getByText('1,000 conflicts are open again').waitFor(WAIT)
  })

  scriptActivity(daemon, ENTRIES)
  await page.getByRole('link', { name: 'Activity' }).click()
  await page.getByText('IMG_100000.CR3').waitFor()
  await report('scroll to the first of 100,000 entries', () => scrollToEnd(page))
  await report('from there back to the newest', async () => {
    await page.keyboard.press('Home')
    await page.getByText('IMG_100000.CR3').waitFor(WAIT)
  })
})

async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click()
}

/** Pages of the record come as the end is reached, until the first entry of all. */
async function scrollToEnd(page: Page): Promise<void> {
  const list = page.getByRole('region', { name: 'Activity' })
  await list.focus()
  const first = list.getByText('IMG_1.CR3', { exact: true })
  while ((await first.count()) === 0) await page.keyboard.press('End')
}
