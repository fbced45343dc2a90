import { DEFAULT_SYNC_SETTINGS, type PauseRules, type RulePause } from '@tidemark/control'
import { expect, test } from 'vitest'
import { PauseKeeper } from './pause-keeper.js'

const MINUTE_MS = 60_000

function keeperOf(rules: Partial<PauseRules>) {
  const state = { nowMs: new Date(2026, 10, 23, 12).getTime(), rules }
  const told = new Map<string, (RulePause | undefined)[]>([
    ['a', []],
    ['b', []],
  ])
  const folders = [...told].map(([folderId, list]) => ({
    folder: { folderId },
    setRulePause: (rule: RulePause | undefined) => void list.push(rule),
  }))
  const keeper = new PauseKeeper({
    rules: () => ({ ...DEFAULT_SYNC_SETTINGS.pauseRules, ...state.rules }),
    folders: () => folders,
    nowMs: () => state.nowMs,
  })
  return { keeper, state, toldTo: (id: string) => told.get(id) }
}

test('a condition pauses every folder, once, and its end sets them free', () => {
  const { keeper, toldTo } = keeperOf({ onBattery: true })
  using _keeper = keeper
  keeper.setConditions({ onBattery: true, isMetered: null })
  keeper.setConditions({ onBattery: true, isMetered: null })
  expect(keeper.rule).toBe('battery')
  keeper.setConditions({ onBattery: false, isMetered: null })
  expect([toldTo('a'), toldTo('b')]).toEqual([
    ['battery', undefined],
    ['battery', undefined],
  ])
})

test('what was told is believed for five minutes: the app may have gone', () => {
  const { keeper, state } = keeperOf({ onMetered: true })
  using _keeper = keeper
  keeper.setConditions({ onBattery: null, isMetered: true })
  state.nowMs += 5 * MINUTE_MS
  keeper.look()
  expect(keeper.rule).toBe('metered')
  state.nowMs += 1
  keeper.look()
  expect(keeper.rule).toBeUndefined()
})

test('a clock that was set back does not keep a pause', () => {
  const { keeper, state } = keeperOf({ onMetered: true })
  using _keeper = keeper
  keeper.setConditions({ onBattery: null, isMetered: true })
  state.nowMs -= 1
  keeper.look()
  expect(keeper.rule).toBeUndefined()
})

test('a folder that was told to go on does so until the rule ends, alone', () => {
  const { keeper, toldTo } = keeperOf({ onBattery: true })
  using _keeper = keeper
  keeper.goOn('a')
  keeper.setConditions({ onBattery: true, isMetered: null })
  expect(keeper.ruleFor('a')).toBe('battery')
  keeper.goOn('a')
  expect([keeper.ruleFor('a'), keeper.ruleFor('b')]).toEqual([undefined, 'battery'])
  keeper.setConditions({ onBattery: false, isMetered: null })
  keeper.setConditions({ onBattery: true, isMetered: null })
  expect(toldTo('a')).toEqual(['battery', undefined, undefined, 'battery'])
})

test('hours begin and end with the time of day, and rules can change meanwhile', () => {
  const noon = { days: [1], fromMinute: 12 * 60, toMinute: 13 * 60 }
  const { keeper, state } = keeperOf({ hours: [noon] })
  using _keeper = keeper
  expect(keeper.rule).toBe('hours')
  state.nowMs += 60 * MINUTE_MS
  keeper.look()
  expect(keeper.rule).toBeUndefined()
  state.nowMs -= 60 * MINUTE_MS
  keeper.look()
  state.rules = {}
  keeper.look()
  expect(keeper.rule).toBeUndefined()
})
