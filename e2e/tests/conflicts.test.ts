import { readFile, rm, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Stack } from '../harness/stack.js'
import { at, readTree } from '../harness/tree.js'

let stack: Stack
let a: string
let b: string

beforeAll(async () => {
  stack = await Stack.start({ devices: ['laptop', 'desktop'] })
  a = stack.device('laptop').folder
  b = stack.device('desktop').folder
})
afterAll(() => stack[Symbol.asyncDispose]())

/** Makes the two devices edit one file while neither can see the other; laptop commits first. */
async function editApart(name: string, mine: string, theirs: string): Promise<void> {
  await stack.device('laptop').cli('pause')
  await stack.device('desktop').cli('pause')
  await writeFile(at(a, name), mine)
  await writeFile(at(b, name), theirs)
  await stack.device('laptop').cli('resume')
  await stack.eventuallySettled('laptop')
  await stack.device('desktop').cli('resume')
}

async function contents(root: string): Promise<string[]> {
  const files = [...(await readTree(root)).entries()].filter(([, what]) => what !== 'folder')
  return Promise.all(files.map(([path]) => readFile(at(root, path), 'utf8')))
}

test('both versions of a file edited on both devices are on both devices (P2, PS050)', async () => {
  await writeFile(at(a, 'paper.txt'), 'base\n')
  await stack.converged()
  await editApart('paper.txt', 'from the laptop\n', 'from the desktop\n')
  await stack.eventuallyTree('laptop', (tree) => tree.size === 2)
  await stack.converged()

  expect(await readFile(at(a, 'paper.txt'), 'utf8')).toBe('from the laptop\n')
  expect((await contents(a)).sort()).toEqual(['from the desktop\n', 'from the laptop\n'])
  const copy = [...(await readTree(b)).keys()].find((path) => path !== 'paper.txt') ?? ''
  expect(copy).toContain('desktop')
  expect(copy).toMatch(/\.txt$/)
})

test('the conflict is listed on every device and settled from one', async () => {
  const listed = await stack.device('laptop').json<{
    conflicts: { conflictId: string }[]
  }>('conflicts')
  expect(listed.conflicts).toHaveLength(1)
  const id = listed.conflicts[0]?.conflictId ?? ''

  const resolved = await stack.device('laptop').cli('resolve', id, '--keep', 'copy')
  expect(resolved.code, resolved.stderr).toBe(0)
  await stack.eventuallyTree('desktop', (tree) => tree.size === 1)
  await stack.converged()
  expect(await readFile(at(a, 'paper.txt'), 'utf8')).toBe('from the desktop\n')
  const after = await stack.device('desktop').json<{ conflicts: unknown[] }>('conflicts')
  expect(after.conflicts).toHaveLength(0)
})

test('a settled conflict is opened again from another device, with both files back', async () => {
  const settled = await stack.device('desktop').json<{
    conflicts: { conflictId: string; choice: string }[]
  }>('conflicts', '--resolved')
  expect(settled.conflicts).toMatchObject([{ choice: 'copy' }])
  const id = settled.conflicts[0]?.conflictId ?? ''
  const undone = await stack.device('desktop').cli('resolve', '--undo', id)
  expect(undone.code, undone.stderr).toBe(0)
  await stack.eventuallyTree('laptop', (tree) => tree.size === 2)
  await stack.converged()
  expect(await readFile(at(a, 'paper.txt'), 'utf8')).toBe('from the laptop\n')
  expect((await contents(b)).sort()).toEqual(['from the desktop\n', 'from the laptop\n'])
  const again = await stack.device('laptop').cli('resolve', id, '--keep', 'copy')
  expect(again.code, again.stderr).toBe(0)
  await stack.eventuallyTree('desktop', (tree) => tree.size === 1)
  await stack.converged()
})

test('equal edits on both devices are no conflict (P4, PS052)', async () => {
  await writeFile(at(a, 'same.txt'), 'base\n')
  await stack.converged()
  const before = (await readTree(a)).size
  await editApart('same.txt', 'the same words\n', 'the same words\n')
  await stack.converged()
  expect((await readTree(a)).size).toBe(before)
  expect((await readTree(b)).size).toBe(before)
})

test('two files created under one name are both kept (PS051)', async () => {
  const before = (await readTree(a)).size
  await editApart('new.txt', 'laptop made it\n', 'desktop made it\n')
  await stack.eventuallyTree('laptop', (tree) => tree.size === before + 2)
  await stack.converged()
  expect(await contents(b)).toEqual(
    expect.arrayContaining(['laptop made it\n', 'desktop made it\n']),
  )
})

test('an edit wins over a deletion (E09, PS054)', async () => {
  await writeFile(at(a, 'kept.txt'), 'base\n')
  await stack.converged()
  await stack.device('laptop').cli('pause')
  await stack.device('desktop').cli('pause')
  await rm(at(a, 'kept.txt'))
  await writeFile(at(b, 'kept.txt'), 'edited meanwhile\n')
  await stack.device('laptop').cli('resume')
  await stack.eventuallySettled('laptop')
  await stack.device('desktop').cli('resume')
  await stack.eventuallyFile('laptop', 'kept.txt', 'edited meanwhile\n')
  await stack.converged()
})
