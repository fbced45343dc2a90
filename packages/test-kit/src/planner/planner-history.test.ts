import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { replayPlannerScenario, runPlannerHistory } from './planner-history.js'
import type { PlannerScenario } from './planner-scenario.js'
import { shrinkScenario } from './shrink-scenario.js'

const COUNT = Number(process.env.PLANNER_HISTORY_COUNT ?? 20_000)
const FIRST_SEED = Number(process.env.PLANNER_HISTORY_SEED ?? 1)
const SCENARIOS = new URL('../../scenarios/planner/', import.meta.url)

function read(file: string): PlannerScenario {
  return JSON.parse(readFileSync(new URL(file, SCENARIOS), 'utf8'))
}

describe('random histories of the planner (L0)', () => {
  it('end equal, complete and at rest (I1, I2, I5, I6, I7)', { timeout: 600_000 }, () => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + COUNT; seed++) {
      const { problems, scenario } = runPlannerHistory({ seed })
      if (problems.length === 0) continue
      const isBad = (one: PlannerScenario): boolean => replayPlannerScenario(one).length > 0
      const shrunk = shrinkScenario(scenario, isBad)
      expect({ seed, problems, shrunk }).toEqual({ seed, problems: [], shrunk: undefined })
    }
  })

  it('are the same for the same seed, and again when they are replayed', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const one = runPlannerHistory({ seed })
      expect(runPlannerHistory({ seed })).toEqual(one)
      const lines: string[] = []
      const again: string[] = []
      replayPlannerScenario(one.scenario, lines)
      replayPlannerScenario(one.scenario, again)
      expect(again).toEqual(lines)
    }
  })

  it.each(readdirSync(SCENARIOS))('keep what once was broken: %s', (file) => {
    expect(replayPlannerScenario(read(file))).toEqual([])
  })

  it('shrink to the steps that matter', () => {
    const { scenario } = runPlannerHistory({ seed: 4 })
    const makesFolder = ({ steps }: PlannerScenario): boolean =>
      steps.some((step) => step.do === 'write')
    expect(shrinkScenario(scenario, makesFolder).steps).toHaveLength(1)
  })
})
