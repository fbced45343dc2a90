import { SeededRandom } from '../clock/seeded-random.js'
import type { PlannerScenario, PlannerStep } from './planner-scenario.js'
import { PlannerWorld } from './planner-world.js'
import { randomAct } from './random-acts.js'

/** How a history of the planner ended; `problems` is empty when every promise held. */
export interface PlannerHistory {
  readonly problems: readonly string[]
  /** The steps that were taken: running them again does the same. */
  readonly scenario: PlannerScenario
}

/**
 * L0: random trees of devices and server, changed by people on all sides, are planned by the real
 * planner and carried out on the trees alone, with refusals, crashes and races, until everything is
 * at rest. Checks I1, I2, I5, I6, I7 and that the order of the dirty nodes decides nothing. The same
 * seed gives the same history.
 */
export function runPlannerHistory({ seed }: { readonly seed: number }): PlannerHistory {
  const random = new SeededRandom(seed * 2654435761)
  const shape = randomShape(random)
  const world = new PlannerWorld(shape)
  const steps: PlannerStep[] = []
  const take = (step: PlannerStep): void => {
    if (world.take(step)) steps.push(step)
  }
  const count = 6 + random.below(22)
  for (let index = 0; index < count; index++) {
    for (const step of randomSteps(world, random, shape, `t${index}`)) take(step)
  }
  world.finish()
  const { hostileRate: _, isGentle: __, hasDisasters: ___, ...who } = shape
  return { problems: world.problems, scenario: { ...who, steps } }
}

/** Runs a history again. @param lines gets what happens, line by line. */
export function replayPlannerScenario(scenario: PlannerScenario, lines?: string[]): string[] {
  const world = new PlannerWorld(scenario, lines)
  for (const step of scenario.steps) world.take(step)
  world.finish()
  return world.problems
}

interface Shape extends Omit<PlannerScenario, 'steps'> {
  readonly hostileRate: number
  readonly isGentle: boolean
  readonly hasDisasters: boolean
}

function randomShape(random: SeededRandom): Shape {
  const devices = random.next() < 0.5 ? ['A', 'B'] : ['A']
  const isAlone = random.next() < 0.25
  const writer = isAlone ? random.pick([...devices, 'browser']) : undefined
  return {
    devices,
    hostileRate: random.next() < 0.3 ? 0.5 : 0.05,
    isGentle: random.next() < 0.3,
    hasDisasters: !isAlone && random.next() < 0.1,
    ...(writer === undefined ? {} : { writer }),
  }
}

function randomSteps(
  world: PlannerWorld,
  random: SeededRandom,
  shape: Shape,
  token: string,
): PlannerStep[] {
  const dice = random.next()
  if (dice < 0.6) return randomPersonsStep(world, random, shape, token)
  if (dice < 0.65) return [{ who: 'clock', do: 'wait', ms: random.pick([500, 3_000, 60_000]) }]
  if (shape.hasDisasters && dice < 0.7) return [randomDisaster(random, shape)]
  const who = random.pick(shape.devices)
  const limit = random.pick([1, 2, 5, 100, 100])
  const order = random.next() < 0.5 ? 0 : 1 + random.below(1_000_000)
  const isTroubled = !shape.isGentle && random.next() < 0.6
  const plan = { who, do: 'plan', limit, isFresh: random.next() < 0.7, order } as const
  const run = { who, do: 'run', dice: isTroubled ? 1 + random.below(1_000_000) : 0 } as const
  if (random.next() < 0.8) return [plan, run]
  const act = randomPersonsStep(world, random, shape, token)
  return [plan, ...act, run]
}

function randomPersonsStep(
  world: PlannerWorld,
  random: SeededRandom,
  shape: Shape,
  token: string,
): PlannerStep[] {
  const who = shape.writer ?? random.pick([...shape.devices, 'browser'])
  const act = randomAct(random, world.actor(who).tree, token, shape.hostileRate)
  return act === undefined ? [] : [{ who, ...act }]
}

function randomDisaster(random: SeededRandom, { devices }: Shape): PlannerStep {
  const dice = random.next()
  if (dice < 0.4) return { who: random.pick(devices), do: 'lose_state' }
  return { who: 'server', do: dice < 0.7 ? 'back_up' : 'restore' }
}
