import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ensureCopy, outlivingProgram } from './outliving-copy.js'

let directory: string
let source: string
let folder: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidemark-programs-'))
  source = join(directory, 'mount', 'tidemark')
  folder = join(directory, 'data', 'programs')
  await mkdir(dirname(source))
  await writeFile(source, 'version one')
  await chmod(source, 0o755)
})
afterEach(() => rm(directory, { recursive: true, force: true }))

test('a program of an AppImage runs from a copy that only its user can change', async () => {
  const env = { APPIMAGE: '/home/ada/Tidemark.AppImage' }
  const program = { command: source, args: ['x'] }
  const outliving = await outlivingProgram(program, { isPackaged: true, env }, folder)
  expect(outliving.args).toEqual(['x'])
  expect(dirname(outliving.command)).toBe(folder)
  expect(await readFile(outliving.command, 'utf8')).toBe('version one')
  expect((await stat(outliving.command)).mode & 0o777).toBe(0o700)
})

test('any other program runs from where it is', async () => {
  const program = { command: source, args: [] }
  expect(await outlivingProgram(program, { isPackaged: true, env: {} }, folder)).toBe(program)
  const clone = { isPackaged: false, env: { APPIMAGE: '/x' } }
  expect(await outlivingProgram(program, clone, folder)).toBe(program)
})

test('a copy is made once, and a newer program replaces it', async () => {
  const first = await ensureCopy(source, folder)
  const { ino } = await stat(first)
  expect(await ensureCopy(source, folder)).toBe(first)
  expect((await stat(first)).ino).toBe(ino)
  await writeFile(join(folder, 'tidemark-server-notes.txt'), 'not ours')
  await writeFile(source, 'version two')
  const second = await ensureCopy(source, folder)
  expect(await readdir(folder)).toEqual(
    expect.arrayContaining([second.slice(folder.length + 1), 'tidemark-server-notes.txt']),
  )
  await expect(stat(first)).rejects.toMatchObject({ code: 'ENOENT' })
})

test.each([
  ['changed', async (copy: string) => await writeFile(copy, 'version 0ne')],
  ['cut short', async (copy: string) => await writeFile(copy, 'version')],
  [
    'replaced by a link',
    async (copy: string) => {
      await rm(copy)
      await symlink(source, copy)
    },
  ],
  [
    'interrupted',
    async (copy: string) => {
      await rm(copy)
      await writeFile(`${copy}.tmp`, 'vers')
    },
  ],
])('a copy that was %s is made anew and never started', async (_, damage) => {
  const copy = await ensureCopy(source, folder)
  await damage(copy)
  expect(await ensureCopy(source, folder)).toBe(copy)
  expect(await readFile(copy, 'utf8')).toBe('version one')
  await rm(source)
  expect(await readFile(copy, 'utf8')).toBe('version one')
  expect(await readdir(folder)).toHaveLength(1)
})
