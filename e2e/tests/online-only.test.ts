import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import type { SelectionEffect, TreePage } from '@tidemark/control'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Stack } from '../harness/stack.js'
import { at, compareTrees, readTree } from '../harness/tree.js'

let stack: Stack
let a: string
let b: string

beforeAll(async () => {
  stack = await Stack.start({ devices: ['laptop', 'desktop'] })
  a = stack.device('laptop').folder
  b = stack.device('desktop').folder
})
afterAll(() => stack[Symbol.asyncDispose]())

const names = (tree: ReadonlyMap<string, string>) => [...tree.keys()].sort()

test('a deselected folder leaves one computer only, over restarts, and comes back whole (PS227)', async () => {
  const desktop = stack.device('desktop')
  for (const path of ['films/old', 'films/new', 'letters'])
    await mkdir(at(a, path), { recursive: true })
  await writeFile(at(a, 'films/old/a.mkv'), randomBytes(300_000))
  await writeFile(at(a, 'films/new/b.mkv'), randomBytes(200_000))
  await writeFile(at(a, 'films/empty'), '')
  await writeFile(at(a, 'letters/home.txt'), 'Dear all')
  await stack.converged()

  const preview = await desktop.json<SelectionEffect>('deselect', at(b, 'films'), '--preview')
  expect(preview).toEqual({
    leaving: { items: 6, bytes: 500_000 },
    toUpload: { items: 0, bytes: 0 },
    coming: { items: 0, bytes: 0 },
  })
  expect(names(await readTree(b))).toContain('films/old/a.mkv')
  // What was saved just now and is not on the server yet goes up before it leaves.
  await writeFile(at(b, 'films/from-desktop.txt'), 'saved at the last moment')
  expect((await desktop.cli('deselect', at(b, 'films'))).code).toBe(0)
  await stack.eventuallyTree('desktop', (tree) => !tree.has('films'))
  await stack.eventuallyFile('laptop', 'films/from-desktop.txt', 'saved at the last moment')
  expect(names(await readTree(b))).toEqual(['letters', 'letters/home.txt'])

  await desktop.restart()
  await writeFile(at(a, 'films/new/c.mkv'), randomBytes(1_000))
  await writeFile(at(a, 'letters/second.txt'), 'comes down')
  await stack.eventuallyFile('desktop', 'letters/second.txt', 'comes down')
  await stack.eventuallySettled('desktop')
  expect(names(await readTree(b))).toEqual(['letters', 'letters/home.txt', 'letters/second.txt'])
  const tree = await desktop.json<TreePage>('tree', b)
  expect(tree.items).toMatchObject([
    { name: 'films', state: 'online_only', isLeaving: false, itemCount: 7, sizeBytes: 501_024 },
    { name: 'letters', state: 'here', itemCount: 2 },
  ])

  expect((await desktop.cli('select', at(b, 'films/new'))).code).toBe(0)
  await stack.eventuallyTree('desktop', (now) => now.has('films/new/c.mkv'))
  await stack.eventuallySettled('desktop')
  expect(names(await readTree(b)).filter((path) => path.startsWith('films'))).toEqual([
    ...['films', 'films/new', 'films/new/b.mkv', 'films/new/c.mkv'],
  ])
  await desktop.restart()
  const partly = await desktop.json<TreePage>('tree', at(b, 'films'))
  expect(partly.node.state).toBe('partly')
  expect(partly.items.map(({ name, state }) => [name, state])).toEqual([
    ['empty', 'online_only'],
    ['from-desktop.txt', 'online_only'],
    ['new', 'here'],
    ['old', 'online_only'],
  ])

  await desktop.cli('select', at(b, 'films'))
  await stack.converged()
  expect(compareTrees(await readTree(a), await readTree(b))).toEqual([])
  expect(names(await readTree(b))).toContain('films/old/a.mkv')
})

test('linked anew, a folder has everything again, and the settings of its trash are kept', async () => {
  const desktop = stack.device('desktop')
  await desktop.cli('deselect', at(b, 'letters/home.txt'))
  await stack.eventuallyTree('desktop', (tree) => !tree.has('letters/home.txt'))
  const root = await desktop.cli('deselect', b)
  expect(root.code).not.toBe(0)
  await desktop.cli('unlink', b)
  expect((await desktop.cli('link', b, '--space', 'Shared')).code).toBe(0)
  await stack.converged()
  expect(names(await readTree(b))).toContain('letters/home.txt')

  await desktop.cli('settings', '--trash-days', '7', '--trash-size', '2G')
  await desktop.restart()
  expect((await desktop.cli('settings')).stdout).toContain('kept for 7 days, up to 2.0 GB')
})
