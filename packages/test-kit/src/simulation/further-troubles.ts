import type { SeededRandom } from '../clock/seeded-random.js'
import type { HistoryEvent } from './history-events.js'
import type { HistoryParameters } from './parameters.js'

/** Chances per history at the usual level of faults. */
const SWIZZLE = 0.25
const DEAD_WATCHER = 0.1

/** Where a crowd of files lies, see `crowdSize`. */
export const CROWD_FOLDER = 'crowd'

/** Troubles that a history has once or not at all. */
export function planFurtherTroubles(
  parameters: HistoryParameters,
  random: SeededRandom,
): HistoryEvent[] {
  const { devices, deedCount, pauseMs, faultLevel } = parameters
  const level = Math.min(1, faultLevel)
  const endMs = deedCount * pauseMs
  const events = bringCrowd(parameters)
  if (random.chance(SWIZZLE * level)) {
    const fromMs = random.next() * endMs
    events.push(...swizzle(random, [...devices.keys()], fromMs, endMs - fromMs))
  }
  for (const device of devices.keys()) {
    if (!random.chance(DEAD_WATCHER * level)) continue
    events.push({ atMs: random.next() * endMs, device, do: 'watcher_dies' })
  }
  return events
}

/** A folder with many files, which the first computer has from the beginning. */
function bringCrowd({ crowdSize }: HistoryParameters): HistoryEvent[] {
  if (crowdSize === undefined) return []
  const files = Array.from({ length: crowdSize }, (_, index) => {
    const number = String(index).padStart(2, '0')
    return ['write', `${CROWD_FOLDER}/${number}`, `<crd${number}>`] as const
  })
  return [{ atMs: 0, device: 0, do: 'deed', gapMs: 0, steps: [['mkdir', CROWD_FOLDER], ...files] }]
}

/** The lines are clogged one by one and freed one by one, in another order. */
function swizzle(
  random: SeededRandom,
  devices: readonly number[],
  fromMs: number,
  lengthMs: number,
): HistoryEvent[] {
  const half = lengthMs / 2
  const times = (startMs: number): number[] =>
    devices.map(() => startMs + random.next() * half).sort((a, b) => a - b)
  const clogs = times(fromMs)
  const frees = times(fromMs + half)
  return [
    ...shuffled(random, devices).map((device, index) => {
      return { atMs: clogs[index] ?? fromMs, device, do: 'clog' } as const
    }),
    ...shuffled(random, devices).map((device, index) => {
      return { atMs: frees[index] ?? fromMs + half, device, do: 'unclog' } as const
    }),
  ]
}

function shuffled<T>(random: SeededRandom, items: readonly T[]): T[] {
  const left = [...items]
  const picked: T[] = []
  while (left.length > 0) picked.push(...left.splice(random.below(left.length), 1))
  return picked
}
