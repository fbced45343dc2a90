import type { SeededRandom } from '../clock/seeded-random.js'
import type { HistoryEvent } from './history-events.js'
import type { HistoryParameters } from './parameters.js'

/** Somebody asks the server for what is in its trash or in the history of a file. */
export interface BringBack {
  readonly do: 'bring_back'
  readonly from: 'trash' | 'versions'
  /** The command line of his computer, or a browser somewhere else. */
  readonly by: 'command' | 'browser'
  /** How long he looks at what there is before he decides. */
  readonly thinkMs: number
  /** What he decided on; without it he finds out when he sees what there is. */
  readonly choice?: Choice
}

/** An item, said in a way that means the same when a history is played again. */
export interface Choice {
  readonly path: string
  /** Among those in the trash with this path, the newest being 0. */
  readonly nth: number
  /** So many versions before the last one. */
  readonly back: number
  /** A folder without what was deleted with it. */
  readonly isAlone: boolean
}

/** One in so many histories has people who bring something back. */
const HISTORIES = 0.25

/** When people of a history bring something back; often cleanup is under way at that moment. */
export function planBringBacks(
  { devices, deedCount, pauseMs }: HistoryParameters,
  random: SeededRandom,
): HistoryEvent[] {
  if (!random.chance(HISTORIES)) return []
  const events: HistoryEvent[] = []
  const endMs = deedCount * pauseMs
  for (let count = 1 + random.below(6); count > 0; count--) {
    const atMs = endMs * random.between(0.2, 1.2)
    const thinkMs = random.pick([1, 1, 1_500, 20_000])
    events.push({
      atMs,
      device: random.below(devices.length),
      do: 'bring_back',
      from: random.pick(['trash', 'trash', 'versions']),
      by: random.pick(['command', 'command', 'browser']),
      thinkMs,
    })
    if (random.chance(0.2)) {
      const cleanup = random.pick(['collect_garbage', 'apply_retention'] as const)
      events.push({ atMs: atMs + thinkMs + random.between(-50, 100), do: cleanup })
    }
  }
  return events
}
