import type { MetadataStore } from '@tidemark/server-core'
import { Dice } from '../clock/dice.js'
import type { Fault } from './faults.js'
import { type HistoryEvent, planEvents } from './history-events.js'
import { checkEnd } from './invariants.js'
import { type HistoryParameters, parametersOf } from './parameters.js'
import { Player } from './play-event.js'
import { World } from './world.js'

/** A history as data: replayed it does the same things, whatever the generator does by then. */
export interface Scenario {
  readonly parameters: HistoryParameters
  readonly events: readonly HistoryEvent[]
  readonly faults: readonly Fault[]
}

/** How to run histories. */
export interface RunOptions {
  /** The server's tables; in memory when absent. */
  readonly metadata?: MetadataStore
  /** Whether the log names every turn. */
  readonly isVerbose?: boolean
}

/** How a history ended; `problems` is empty when every promise held. */
export interface HistoryResult {
  readonly problems: readonly string[]
  /** Equal for equal executions. */
  readonly hash: string
  readonly turnCount: number
  /** How often rare things happened, by what they are. */
  readonly counts: ReadonlyMap<string, number>
  readonly log: readonly string[]
  /** What happened, for replays. */
  readonly scenario: Scenario
}

/**
 * Runs the history of a seed: devices, people, network and server of which everything is decided by
 * the seed, faults included. The same seed gives the same execution.
 */
export function runHistory(seed: number, options: RunOptions = {}): Promise<HistoryResult> {
  const dice = new Dice(seed)
  const parameters = parametersOf(seed, dice)
  return play(parameters, planEvents(parameters, dice), undefined, options)
}

/** Runs a history again that was kept as data. */
export function replay(scenario: Scenario, options: RunOptions = {}): Promise<HistoryResult> {
  return play(scenario.parameters, scenario.events, scenario.faults, options)
}

async function play(
  parameters: HistoryParameters,
  events: readonly HistoryEvent[],
  faultScript: readonly Fault[] | undefined,
  options: RunOptions,
): Promise<HistoryResult> {
  const world = new World({ parameters, ...options, ...(faultScript && { faultScript }) })
  const player = new Player(world)
  await world.begin()
  player.schedule(events)
  await world.scheduler.run(Number.POSITIVE_INFINITY, () => player.isDone)
  await checkEnd(world)
  const { problems, trace, faults, counts } = world
  const scenario = { parameters, events: player.played, faults: faults.happened }
  const { hash, turnCount, lines } = trace
  return { problems, hash, turnCount, counts, log: lines, scenario }
}
