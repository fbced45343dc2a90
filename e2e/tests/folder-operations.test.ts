import {
  appendFile,
  chmod,
  mkdir,
  readdir,
  rename,
  rm,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { dirname } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { randomBytes } from '../harness/content.js'
import { Stack } from '../harness/stack.js'
import { at, readTree } from '../harness/tree.js'

// One pair of devices lives through a working day: each test changes one side and looks at the other.

let stack: Stack
let a: string
let b: string

beforeAll(async () => {
  stack = await Stack.start({ devices: ['laptop', 'desktop'] })
  a = stack.device('laptop').folder
  b = stack.device('desktop').folder
})
afterAll(() => stack[Symbol.asyncDispose]())

async function write(root: string, path: string, content: string | Buffer): Promise<void> {
  await mkdir(dirname(at(root, path)), { recursive: true })
  await writeFile(at(root, path), content)
}

test('a new file appears on the other device with its bytes', async () => {
  await write(a, 'notes/plan.txt', 'one\n')
  await stack.converged()
  expect((await readTree(b)).has('notes/plan.txt')).toBe(true)
})

test('an edit, an append and a truncation arrive', async () => {
  await write(a, 'draft.bin', randomBytes('draft', 300_000))
  await stack.converged()
  await write(a, 'draft.bin', randomBytes('draft 2', 310_000))
  await stack.converged()
  await appendFile(at(b, 'draft.bin'), 'tail')
  await stack.converged()
  expect((await readTree(a)).get('draft.bin')).toMatch(/ 310004$/)
  await truncate(at(a, 'draft.bin'), 1000)
  await stack.converged()
  expect((await readTree(b)).get('draft.bin')).toMatch(/ 1000$/)
})

test('a rename and a move keep the content without sending it (PS100)', async () => {
  await write(a, 'photos/big.raw', randomBytes('raw', 5_000_000))
  await stack.converged()
  stack.proxy.take()
  await rename(at(a, 'photos/big.raw'), at(a, 'photos/holiday.raw'))
  await stack.converged()
  await mkdir(at(a, 'archive'))
  await rename(at(a, 'photos/holiday.raw'), at(a, 'archive/holiday.raw'))
  await stack.converged()
  const wire = stack.proxy.take()
  expect((await readTree(b)).has('archive/holiday.raw')).toBe(true)
  expect(wire.upBytes + wire.downBytes).toBeLessThan(200_000)
})

test('a folder is renamed with everything in it', async () => {
  for (let i = 0; i < 20; i++) await write(a, `project/src/file ${i}.ts`, `export const n = ${i}\n`)
  await stack.converged()
  await rename(at(a, 'project'), at(a, 'project, renamed'))
  await stack.converged()
  const tree = await readTree(b)
  expect(tree.has('project, renamed/src/file 7.ts')).toBe(true)
  expect(tree.has('project')).toBe(false)
})

test('a rename while the daemon was stopped sends no content (PS100 stopped)', async () => {
  await write(a, 'stopped/large.bin', randomBytes('stopped', 3_000_000))
  await stack.converged()
  await stack.device('laptop').stop()
  await rename(at(a, 'stopped'), at(a, 'renamed while stopped'))
  stack.proxy.take()
  await stack.device('laptop').start()
  await stack.converged()
  const wire = stack.proxy.take()
  expect((await readTree(b)).has('renamed while stopped/large.bin')).toBe(true)
  expect(wire.upBytes).toBeLessThan(200_000)
})

test('empty files and empty folders are kept, also deep ones (E13, PS021)', async () => {
  await write(a, 'empty.txt', '')
  await mkdir(at(a, 'hollow/deeper/deepest'), { recursive: true })
  await stack.converged()
  const tree = await readTree(b)
  expect(tree.get('hollow/deeper/deepest')).toBe('folder')
  expect(tree.get('empty.txt')).toMatch(/ 0$/)
})

test('a deleted file goes to the trash of the other device and can be restored', async () => {
  await write(a, 'letter.txt', 'dear reader\n')
  await stack.converged()
  await rm(at(a, 'letter.txt'))
  await stack.eventuallyTree('desktop', (tree) => !tree.has('letter.txt'))
  await stack.converged()

  const trash = await stack.device('desktop').cli('trash')
  expect(trash.stdout).toContain('letter.txt')
  const restored = await stack.device('desktop').cli('restore', at(b, 'letter.txt'))
  expect(restored.code, restored.stderr).toBe(0)
  await stack.eventuallyTree('laptop', (tree) => tree.has('letter.txt'))
  await stack.converged()
})

test('a deleted folder is deleted with its content, and nothing beside it', async () => {
  await write(a, 'dir1/x.txt', 'x')
  await write(a, 'dir12/y.txt', 'y')
  await stack.converged()
  await rm(at(a, 'dir1'), { recursive: true })
  await stack.eventuallyTree('desktop', (tree) => !tree.has('dir1'))
  await stack.converged()
  expect((await readTree(b)).has('dir12/y.txt')).toBe(true)
})

test('an earlier version comes back by its id', async () => {
  await write(a, 'versions.txt', 'first\n')
  await stack.converged()
  await write(a, 'versions.txt', 'second\n')
  await stack.converged()
  const history = await stack
    .device('laptop')
    .json<{ versions: { revisionId: string }[] }>('history', at(a, 'versions.txt'))
  expect(history.versions.length).toBeGreaterThanOrEqual(2)
  const oldest = history.versions.at(-1)?.revisionId ?? ''
  const restored = await stack
    .device('laptop')
    .cli('restore', at(a, 'versions.txt'), '--version', oldest)
  expect(restored.code, restored.stderr).toBe(0)
  await stack.eventuallyFile('desktop', 'versions.txt', 'first\n')
  await stack.converged()
})

test('the executable bit travels (E35, PS029)', async () => {
  await write(a, 'run.sh', '#!/bin/sh\n')
  await stack.converged()
  await chmod(at(a, 'run.sh'), 0o755)
  await stack.eventuallyTree('desktop', (tree) => tree.get('run.sh')?.endsWith(' x') === true)
  await stack.converged()
})

test('hostile but legal names arrive byte for byte (E49, PS155)', async () => {
  const names = [
    'emoji 🐟.txt',
    'line\nbreak.txt',
    '-leading dash',
    '%2e%2e%2f',
    'back\\slash',
    'CON',
    'trailing dot.',
    ' leading space',
    'e\u0301 decomposed',
    'right\u202Eleft.txt',
    'quote \' and " and $(x)',
    'n'.repeat(255),
  ]
  for (const name of names) await write(a, `names/${name}`, name)
  await stack.converged()
  const there = await readdir(at(b, 'names'))
  expect(there.sort()).toEqual([...names].sort())
})

test('names that only differ in case are two files (E41)', async () => {
  await write(a, 'case/readme', 'lower')
  await write(a, 'case/README', 'upper')
  await stack.converged()
  expect((await readTree(b)).get('case/readme')).not.toEqual((await readTree(b)).get('case/README'))
})

test('a saved-by-rename editor makes one new version, not a new file (E22)', async () => {
  await write(a, 'report.md', 'v1\n')
  await stack.converged()
  await writeFile(at(a, '.report.md.swp'), 'v2\n')
  await rename(at(a, '.report.md.swp'), at(a, 'report.md'))
  await stack.eventuallyFile('desktop', 'report.md', 'v2\n')
  await stack.converged()
  const history = await stack
    .device('laptop')
    .json<{ versions: unknown[] }>('history', at(a, 'report.md'))
  expect(history.versions.length).toBe(2)
})

test('a second look at an unchanged tree sends no block and no commit (PS032, I6)', async () => {
  await stack.converged()
  stack.proxy.take()
  await stack.device('laptop').restart()
  await stack.device('desktop').restart()
  await stack.converged()
  const wire = stack.proxy.take()
  expect(wire.requests.get('blocks') ?? 0).toBe(0)
  expect(wire.requests.get('read') ?? 0).toBe(0)
  expect(wire.requests.get('commits') ?? 0).toBe(0)
})
