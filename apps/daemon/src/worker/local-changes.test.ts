import { expect, test } from 'vitest'
import type { Watcher, WatchState } from '../adapters/watcher/watcher.js'
import { LocalChanges, MAX_WATCHED_ITEMS } from './local-changes.js'

function newWorld() {
  const log: string[] = []
  let tell: (state: WatchState) => void = () => undefined
  const watcher: Watcher = {
    watch: (path, onHint, onState) => {
      log.push(`watch ${path}`)
      tell = onState
      onHint('everything')
      return { [Symbol.asyncDispose]: async () => void log.push('end') }
    },
  }
  const folder = {
    hint: (hint: string) => log.push(`hint ${hint}`),
    setWatch: ({ mode }: { mode: string }) => log.push(mode),
  }
  return { log, changes: new LocalChanges('/a', watcher, folder), tell: (s: WatchState) => tell(s) }
}

test('a small folder is watched, once', async () => {
  const { log, changes, tell } = newWorld()
  await using _changes = changes
  await changes.adapt(10)
  await changes.adapt(20)
  tell({ state: 'watching' })
  expect(log).toEqual(['watch /a', 'hint everything', 'watching'])
})

test('E87 a folder that outgrows the budget is scanned and no longer watched', async () => {
  const { log, changes } = newWorld()
  await using _changes = changes
  await changes.adapt(MAX_WATCHED_ITEMS)
  await changes.adapt(MAX_WATCHED_ITEMS + 1)
  await changes.adapt(10)
  expect(log).toEqual(['watch /a', 'hint everything', 'scanning', 'end'])
})

test('nothing starts after the end', async () => {
  const { log, changes } = newWorld()
  await changes[Symbol.asyncDispose]()
  await changes.adapt(1)
  expect(log).toEqual([])
})
