import { writeFile } from 'node:fs/promises'
import { test } from 'vitest'
import { randomBytes } from '../harness/content.js'
import { Stack } from '../harness/stack.js'
import { at } from '../harness/tree.js'
import { DesktopWorld } from './harness/desktop-world.js'
import { SmallDisk } from './harness/small-disk.js'

test('a full disk is told with what to do, holds nothing else up, and the file follows (E37)', async () => {
  await using stack = await Stack.start({ devices: ['laptop'] })
  await using disk = await SmallDisk.mount(stack.temp.join('desk', 'folder'), 8)
  await stack.addDevice('desk')
  await using world = await DesktopWorld.make()
  const page = await (await world.startAppOn(stack.temp.join('desk', 'profile'))).page()
  const heading = (name: string) => page.getByRole('heading', { name, exact: true })
  await heading('Everything is synced').waitFor()

  const laptop = stack.device('laptop').folder
  await writeFile(at(laptop, 'large.bin'), randomBytes('disk full', 12 * 1024 * 1024))
  await writeFile(at(laptop, 'small.txt'), 'small\n')
  await page.getByText('The disk of this computer is full.').first().waitFor()
  await stack.eventuallyFile('desk', 'small.txt', 'small\n')
  await heading('Something needs you').waitFor()
  await page.getByText('Make room on this computer.').first().waitFor()

  await disk.resize(64)
  await page.getByRole('button', { name: 'Sync now', exact: true }).click()
  await heading('Everything is synced').waitFor()
  await stack.converged()
})
