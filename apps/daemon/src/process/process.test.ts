import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '@tidemark/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lockLinkedFolder, lockNewFolder } from './folder-lock.js'
import { findOverlap, prepareFolder } from './folder-suitability.js'
import { openLog } from './logger.js'
import { RotatingFile } from './rotating-file.js'

let directory = ''
let profile = ''
beforeAll(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'tidemark-process-')))
  profile = await folder('profile')
})
afterAll(async () => {
  await rm(directory, { recursive: true, force: true })
})

async function folder(name: string): Promise<string> {
  const path = join(directory, name)
  await mkdir(path, { recursive: true })
  return path
}

test('PS014 a folder overlaps with linked ones above and below, not with mere prefixes', () => {
  const others = { linked: ['/home/sam/Docs'], profile: '/home/sam/.local/share/tidemark' }
  const problem = (path: string) => findOverlap(path, others)
  expect(problem('/home/sam/Docs')).toMatch('linked already')
  expect(problem('/home/sam/Docs/inner')).toMatch('it is inside /home/sam/Docs')
  expect(problem('/home/sam')).toMatch('it contains /home/sam/Docs')
  expect(problem('/')).toMatch('whole disk')
  expect(problem('/home/sam/Docs2')).toBeUndefined()
  expect(problem('/home/sam/..Docs')).toBeUndefined()
  expect(problem('/home/sam/.local')).toMatch("contains Tidemark's own data")
  expect(problem('/home/sam/.local/share/tidemark/folders')).toMatch("Tidemark's own data")
})

test('PS014 files and folders below a synced one are refused, and nothing is made there', async () => {
  const others = { linked: [], profile }
  const code = { code: 'folder_unsuitable' }
  await writeFile(join(directory, 'file'), '')
  await expect(prepareFolder(join(directory, 'file'), others)).rejects.toMatchObject(code)
  await folder('outer/.tidemark')
  const inner = join(directory, 'outer/a/inner')
  await expect(prepareFolder(inner, others)).rejects.toThrow(/a synced folder/)
  expect(await readdir(join(directory, 'outer'))).toEqual(['.tidemark'])
  expect(await prepareFolder(join(directory, 'new/one'), others)).toBe(join(directory, 'new/one'))
})

test('PS014 a link to a linked folder is seen through', async () => {
  const linked = await folder('linked')
  await symlink(linked, join(directory, 'way'))
  const others = { linked: [linked], profile }
  await expect(prepareFolder(join(directory, 'way'), others)).rejects.toThrow(/linked already/)
  expect(await prepareFolder(await folder('other'), others)).toBe(join(directory, 'other'))
})

test('SEC-132 E91 a folder has one client at a time', async () => {
  const path = await folder('locked')
  const first = lockNewFolder(path)
  expect(() => lockNewFolder(path)).toThrow(AppError)
  expect(() => lockLinkedFolder(path)).toThrow('Another Tidemark client')
  first[Symbol.dispose]()
  lockLinkedFolder(path)[Symbol.dispose]()
})

test('E80 nothing is written where the linked folder or its marker is gone', async () => {
  expect(() => lockLinkedFolder(join(directory, 'gone'))).toThrow(/is not there/)
  const emptied = await folder('emptied')
  expect(() => lockLinkedFolder(emptied)).toThrow(/not the folder that was linked/)
  expect(await readdir(emptied)).toEqual([])
})

test('a log rotates by size and keeps a bounded number of old files', async () => {
  const path = join(await folder('log'), 'x.log')
  using file = new RotatingFile(path, { maxBytes: 20, keep: 2 })
  for (let line = 0; line < 10; line++) file.write(`line ${line} ....\n`)
  expect((await readdir(join(directory, 'log'))).toSorted()).toEqual([
    'x.log',
    'x.log.1',
    'x.log.2',
  ])
  expect(await readFile(path, 'utf8')).toBe('line 9 ....\n')
  expect(await readFile(`${path}.1`, 'utf8')).toBe('line 8 ....\n')
})

test('the log keeps codes and causes, and no secrets', async () => {
  const path = join(await folder('log2'), 'x.log')
  const { log, file } = openLog(path)
  using _file = file
  const error = new AppError('server_unreachable', {}, { cause: new Error('ECONNREFUSED') })
  log.warn({ error, params: { login: 'sam', password: 'hunter2', code: 'S3TUP' } }, 'failed')
  const text = await readFile(path, 'utf8')
  expect(JSON.parse(text)).toMatchObject({
    level: 'warn',
    msg: 'failed',
    error: { code: 'server_unreachable', cause: { message: 'ECONNREFUSED' } },
    params: { login: 'sam' },
  })
  expect(text).not.toMatch(/hunter2|S3TUP/)
})
