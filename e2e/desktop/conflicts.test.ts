import { readFile, writeFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { eventually } from '../harness/eventually.js'
import { Stack } from '../harness/stack.js'
import { at, readTree } from '../harness/tree.js'
import { DesktopWorld } from './harness/desktop-world.js'
import { SystemSurface } from './harness/system-surface.js'

let stack: Stack
let world: DesktopWorld
let page: Page
let surface: SystemSurface
let here: string
let there: string

beforeAll(async () => {
  stack = await Stack.start({ devices: ['desk', 'laptop'] })
  here = stack.device('desk').folder
  there = stack.device('laptop').folder
  world = await DesktopWorld.make()
  const desktop = await world.startAppOn(stack.temp.join('desk', 'profile'))
  surface = await SystemSurface.watch(desktop.app)
  page = await desktop.page()
  await heading('Everything is synced').waitFor()
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await stack[Symbol.asyncDispose]()
})
beforeEach(async () => {
  // Each test settles what it made, so that the next one begins with no conflict.
  await page.getByRole('link', { name: 'Home' }).click()
  await heading('Everything is synced').waitFor()
})

const heading = (name: string) => page.getByRole('heading', { name, exact: true })
const press = (name: string) => page.getByRole('button', { name, exact: true }).click()

/** Both devices write one file apart; the laptop is first on the server, so the desk's is the copy. */
async function editApart(name: string): Promise<void> {
  await writeFile(at(here, name), 'first line\nbase\n')
  await stack.converged()
  await stack.device('desk').cli('pause')
  await stack.device('laptop').cli('pause')
  await writeFile(at(there, name), 'first line\nof the laptop\n')
  await writeFile(at(here, name), 'first line\nof the desk\n')
  await stack.device('laptop').cli('resume')
  await stack.eventuallySettled('laptop')
  await stack.device('desk').cli('resume')
  await heading('Something needs you').waitFor()
}

/** Opens the inbox at its only conflict. */
async function openInbox(name: string): Promise<void> {
  await page.getByRole('link', { name: /^Conflicts/ }).click()
  await page.getByRole('option', { name }).click()
  await page.getByRole('heading', { name, exact: true }).waitFor()
}

/** The texts of all files whose name begins so, on both devices, once they agree. */
async function contents(stem: string): Promise<string[]> {
  await stack.converged()
  const paths = [...(await readTree(there)).keys()].filter((path) => path.startsWith(stem)).sort()
  const read = (root: string) => Promise.all(paths.map((path) => readFile(at(root, path), 'utf8')))
  expect(await read(here)).toEqual(await read(there))
  return await read(there)
}

const LAPTOP = 'first line\nof the laptop\n'
const DESK = 'first line\nof the desk\n'

test('a conflict shows in the tray, in a notice and in the inbox, both texts side by side', async () => {
  await editApart('shown.txt')
  const outside = await eventually('tray and notice', async () => {
    const seen = await surface.read()
    return seen.notices.length > 0 && seen.menu.includes('1 conflict') ? seen : undefined
  })
  expect(outside.tooltip).toBe('Tidemark: Needs your attention')
  expect(outside.notices).toEqual([
    { title: 'A file changed in two places', body: expect.stringContaining('folder') },
  ])
  await surface.clickLastNotice()
  await page.getByRole('option', { name: 'shown.txt' }).waitFor()
  const compared = page.getByRole('region', { name: 'Both versions compared' })
  await compared.getByText('of the ').first().waitFor()
  expect(await compared.locator('del').allInnerTexts()).toEqual(['laptop'])
  expect(await compared.locator('ins').allInnerTexts()).toEqual(['desk'])
  await press('Keep both')
  await page.getByText('1 conflict is settled').waitFor()
  expect(await contents('shown')).toEqual([DESK, LAPTOP])
  await eventually('a quiet tray', async () =>
    (await surface.read()).tooltip === 'Tidemark: Up to date' ? true : undefined,
  )
})

test('keep mine leaves what this device wrote, on both', async () => {
  await editApart('mine.txt')
  await openInbox('mine.txt')
  await press('Keep mine')
  await heading('No conflicts').waitFor()
  expect(await contents('mine')).toEqual([DESK])
})

test('keep theirs leaves what the other device wrote, and undo brings both back', async () => {
  await editApart('theirs.txt')
  await openInbox('theirs.txt')
  await press('Keep theirs')
  await heading('No conflicts').waitFor()
  expect(await contents('theirs')).toEqual([LAPTOP])
  await press('Undo')
  await page.getByText('1 conflict is open again').waitFor()
  await stack.eventuallyTree('laptop', (tree) => copiesIn(tree, 'theirs') === 2)
  expect(await contents('theirs')).toEqual([DESK, LAPTOP])
  await page.getByRole('option', { name: 'theirs.txt' }).click()
  await page
    .getByRole('region', { name: 'Later version' })
    .getByRole('button', { name: 'Keep this version' })
    .click()
  await heading('No conflicts').waitFor()
  expect(await contents('theirs')).toEqual([DESK])
})

test('a version that was edited after it was shown is not replaced', async () => {
  await editApart('seen.txt')
  await openInbox('seen.txt')
  await writeFile(at(there, 'seen.txt'), 'edited after it was shown\n')
  await stack.converged()
  await press('Keep mine')
  await page.getByText('1 is left to decide by itself.').waitFor()
  expect(await contents('seen')).toEqual([DESK, 'edited after it was shown\n'])
  await press('Keep both')
  await heading('No conflicts').waitFor()
})

function copiesIn(tree: ReadonlyMap<string, unknown>, stem: string): number {
  return [...tree.keys()].filter((path) => path.startsWith(stem)).length
}
