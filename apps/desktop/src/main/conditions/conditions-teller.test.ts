import { CONDITIONS_HOLD_MS, type Conditions } from '@tidemark/control'
import { expect, test } from 'vitest'
import { type ConditionsPorts, ConditionsTeller } from './conditions-teller.js'

function computer() {
  const told: Conditions[] = []
  const nothing = () => undefined
  const world = { onBattery: false, isThere: true, look: nothing, everyMs: 0 }
  const ports: ConditionsPorts = {
    isOnBattery: () => world.onBattery,
    findMetered: async () => null,
    tell: async (conditions) => {
      if (!world.isThere) throw new Error('no daemon')
      told.push(conditions)
    },
    every: (ms, look) => {
      Object.assign(world, { everyMs: ms, look })
      return () => {
        world.look = nothing
      }
    },
  }
  return { told, world, teller: new ConditionsTeller(ports) }
}

test('the daemon is told again before it stops believing what it was told', async () => {
  const { told, world, teller } = computer()
  await teller.look()
  world.onBattery = true
  world.look()
  await expect.poll(() => told).toHaveLength(2)
  expect(told).toEqual([
    { onBattery: false, isMetered: null },
    { onBattery: true, isMetered: null },
  ])
  expect(world.everyMs).toBeLessThan(CONDITIONS_HOLD_MS)
})

test('a daemon that is away is told when it is looked at the next time', async () => {
  const { told, world, teller } = computer()
  world.isThere = false
  await teller.look()
  world.isThere = true
  await teller.look()
  expect(told).toEqual([{ onBattery: false, isMetered: null }])
  teller[Symbol.dispose]()
  world.look()
  expect(told).toHaveLength(1)
})
