import { SeededRandom } from '../clock/seeded-random.js'
import { HistoryMaker } from './history-maker.js'
import type { PlannerScenario } from './planner-scenario.js'
import { PlannerWorld } from './planner-world.js'

/** How a history of the planner ended; `problems` is empty when every promise held. */
export interface PlannerHistory {
  readonly problems: readonly string[]
  /** What was done: running it again does the same. */
  readonly scenario: PlannerScenario
}

const FEWEST_STEPS = 6
const MOST_STEPS = 28

/**
 * L0: random trees of devices and server, changed by people on all sides, are planned by the real
 * planner and carried out on the trees alone, with refusals, crashes and races, until everything is
 * at rest. Checks I1, I2, I5, I6, I7 and that the order of the dirty nodes decides nothing. The same
 * seed gives the same history.
 */
export function runPlannerHistory({ seed }: { readonly seed: number }): PlannerHistory {
  const random = new SeededRandom(Math.imul(seed, SPREAD))
  const maker = new HistoryMaker(random)
  const count = FEWEST_STEPS + random.below(MOST_STEPS - FEWEST_STEPS)
  for (let index = 0; index < count; index++) maker.next(`t${index}`)
  maker.world.finish()
  return { problems: maker.world.problems, scenario: maker.scenario }
}

/** Neighbouring seeds shall not begin alike: Knuth's multiplicative hashing. */
const SPREAD = 2_654_435_761

/** Runs a history again. @param lines gets what happens, line by line. */
export function replayPlannerScenario(scenario: PlannerScenario, lines?: string[]): string[] {
  const world = new PlannerWorld(scenario, lines)
  for (const step of scenario.steps) world.take(step)
  world.finish()
  return world.problems
}
