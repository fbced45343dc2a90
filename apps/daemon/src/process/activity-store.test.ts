import { existsSync } from 'node:fs'
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Activity } from '@tidemark/control'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ActivityLog } from './activity-log.js'
import { ActivityStore } from './activity-store.js'

let directory = ''
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidemark-activity-'))
})
afterAll(async () => {
  await rm(directory, { recursive: true, force: true })
})

const troubles: string[] = []

function openStore(name: string, maxRows = 1000): ActivityStore {
  const onTrouble = (_: unknown, what: string) => void troubles.push(what)
  return new ActivityStore(join(directory, name), { maxRows, onTrouble })
}

function entry(path: string, more: Partial<Activity> = {}): Activity {
  return { folderId: 'f', atMs: 1, kind: 'uploaded', path, ...more }
}

const pathsOf = (entries: readonly Activity[]) => entries.map(({ path }) => path)

test('activity is listed newest first, by page, folder and part of a path', () => {
  using store = openStore('list.db')
  store.add([entry('a/ONE.txt'), entry('b/two.txt', { folderId: 'g', detail: 'Büro' })])
  store.add([entry('c/three.txt', { kind: 'renamed', detail: 'here' })])
  expect(pathsOf(store.list({ limit: 10 }))).toEqual(['c/three.txt', 'b/two.txt', 'a/ONE.txt'])
  const [newest] = store.list({ limit: 1 })
  expect(newest).toEqual({ id: 3, ...entry('c/three.txt', { kind: 'renamed', detail: 'here' }) })
  expect(pathsOf(store.list({ limit: 10, beforeId: 3 }))).toEqual(['b/two.txt', 'a/ONE.txt'])
  expect(pathsOf(store.list({ limit: 10, folderId: 'g' }))).toEqual(['b/two.txt'])
  expect(pathsOf(store.list({ limit: 10, search: 'one' }))).toEqual(['a/ONE.txt'])
  expect(pathsOf(store.list({ limit: 10, search: 'bu\u0308RO' }))).toEqual(['b/two.txt'])
  expect(store.list({ limit: 10, search: '%' })).toEqual([])
})

test('activity outlives the daemon and is bounded: the oldest goes', () => {
  {
    using store = openStore('kept.db', 3)
    for (const path of ['a', 'b', 'c', 'd', 'e']) store.add([entry(path)])
  }
  using again = openStore('kept.db', 3)
  expect(pathsOf(again.list({ limit: 10 }))).toEqual(['e', 'd', 'c'])
})

test.each([
  ['no database', async (path: string) => writeFile(path, 'not a database '.repeat(100))],
  ['of another program', async (path: string) => void newForeign(path)],
])('a file that is %s is set aside and a new record begins', async (name, damage) => {
  const path = join(directory, `${name}.db`)
  await damage(path)
  using store = openStore(`${name}.db`)
  store.add([entry('after')])
  expect(pathsOf(store.list({ limit: 10 }))).toEqual(['after'])
  expect(existsSync(`${path}.damaged`)).toBe(true)
})

function newForeign(path: string): void {
  const database = new DatabaseSync(path)
  database.exec('CREATE TABLE other (x)')
  database.close()
}

test('a file that is damaged while it is used is set aside, and the entry is written', async () => {
  const path = join(directory, 'torn.db')
  {
    using store = openStore('torn.db', 100_000)
    store.add(Array.from({ length: 5_000 }, (_, index) => entry(`path/of/file-${index}`)))
  }
  const file = await open(path, 'r+')
  const { size } = await file.stat()
  await file.write(Buffer.alloc(size - 8192, 0xff), 0, size - 8192, 8192)
  await file.close()
  using store = openStore('torn.db', 100_000)
  expect(store.list({ limit: 5_000, search: 'file' })).toEqual([])
  store.add([entry('after')])
  expect(pathsOf(store.list({ limit: 10 }))).toEqual(['after'])
  expect(troubles.length).toBeGreaterThan(0)
})

test('a place that cannot be written to costs the record, not the daemon', () => {
  using store = openStore('no/such/folder.db')
  store.add([entry('lost')])
  expect(store.list({ limit: 10 })).toEqual([])
})

test('many entries are one write, and a list holds what happened just now', () => {
  const batches: number[] = []
  const store = {
    add: (entries: readonly Activity[]) => void batches.push(entries.length),
    list: () => [
      { id: 2, ...entry('b') },
      { id: 1, ...entry('a') },
    ],
    [Symbol.dispose]: () => void batches.push(0),
  }
  const log = new ActivityLog(store)
  for (let index = 0; index < 500; index++) log.add(entry(`${index}`))
  expect(batches).toEqual([])
  expect(log.list({ limit: 1 })).toEqual({ entries: [{ id: 2, ...entry('b') }], more: true })
  expect(batches).toEqual([500])
  log.add(entry('last'))
  log[Symbol.dispose]()
  expect(batches).toEqual([500, 1, 0])
})
