import { expect, test } from 'vitest'
import type { Watcher, WatchState } from '../adapters/watcher/watcher.js'
import { LocalChanges, MAX_WATCHED_ITEMS } from './local-changes.js'

function newWorld() {
  const log: string[] = []
  const tell = new Map<string, (state: WatchState) => void>()
  const watcher = (kind: string): Watcher => ({
    watch: (path, onHint, onState) => {
      log.push(`watch ${kind} of ${path}`)
      tell.set(kind, onState)
      onHint('everything')
      return { [Symbol.asyncDispose]: async () => void log.push(`end of ${kind}`) }
    },
  })
  const folder = {
    hint: (hint: string) => log.push(`hint ${hint}`),
    setWatch: ({ mode }: { mode: string }) => log.push(mode),
  }
  const watchers = { items: watcher('items'), folders: watcher('folders') }
  return { log, changes: new LocalChanges('/a', watchers, folder), tell }
}

test('of a small folder every item is watched', async () => {
  const { log, changes, tell } = newWorld()
  await using _changes = changes
  await changes.adapt(10)
  await changes.adapt(20)
  tell.get('items')?.({ state: 'watching' })
  expect(log).toEqual(['watch items of /a', 'hint everything', 'watching'])
})

test('E87 of a folder that outgrows the memory only folders are watched, without a gap', async () => {
  const { log, changes } = newWorld()
  await using _changes = changes
  await changes.adapt(MAX_WATCHED_ITEMS)
  await changes.adapt(MAX_WATCHED_ITEMS + 1)
  await changes.adapt(10)
  expect(log).toEqual([
    'watch items of /a',
    'hint everything',
    'watch folders of /a',
    'hint everything',
    'end of items',
  ])
})

test('what a watcher says after it was replaced does not count', async () => {
  const { log, changes, tell } = newWorld()
  await using _changes = changes
  await changes.adapt(10)
  await changes.adapt(MAX_WATCHED_ITEMS + 1)
  log.length = 0
  tell.get('items')?.({ state: 'scanning', code: 'watch_limited', advice: 'more watches' })
  tell.get('folders')?.({ state: 'watching' })
  expect(log).toEqual(['watching'])
})

test('nothing starts after the end', async () => {
  const { log, changes } = newWorld()
  await changes[Symbol.asyncDispose]()
  await changes.adapt(1)
  expect(log).toEqual([])
})
