import { checkName } from '@tidemark/protocol'
import type { Dice } from '../clock/dice.js'
import type { SeededRandom } from '../clock/seeded-random.js'
import type { DiskNameOptions } from '../filesystem/disk-names.js'

/** One computer of a history. */
export interface DeviceParameters {
  readonly name: string
  readonly startsOffline: boolean
  /** How its disk treats names; as Linux when absent. */
  readonly names?: DiskNameOptions
  /** Its disk stamps files with multiples of this, as HFS+ and FAT do (E25); to the ns when absent. */
  readonly timeStepNs?: number
  /** Mean time of a call to the disk. */
  readonly diskMs: number
  readonly settleMs: number
  readonly batchNodes: number
  /** Files above this size go beside the loop. */
  readonly largeFileBytes: number
}

/** Everything about a history that is fixed before it begins. */
export interface HistoryParameters {
  readonly seed: number
  readonly devices: readonly DeviceParameters[]
  readonly networkMs: number
  readonly transactionMs: number
  /** Rows of a page of the journal or the tree. */
  readonly pageRows: number
  /** Factor of the probabilities of all faults. */
  readonly faultLevel: number
  readonly names: readonly string[]
  readonly deedCount: number
  /** Mean time between two deeds. */
  readonly pauseMs: number
  /** Whether a day passes now and then, with computers that look less often by themselves. */
  readonly hasNights: boolean
  /** Files that somebody brings along in one folder, for the brake (I15); none when absent. */
  readonly crowdSize?: number
  /** What failed is tried again after at most this time; as for people when absent. */
  readonly longestRetryMs?: number
}

const PLAIN_NAMES = ['a', 'b', 'c', 'd', 'e']
/** Names that have broken sync tools (E40-E50); all of them are fine on a Linux disk. */
const HOSTILE_NAMES = [
  'A',
  'a',
  'é',
  'é',
  'ß',
  'SS',
  'İ',
  'i',
  'con',
  'NUL.txt',
  'a ',
  'a.',
  ' a',
  'a:b',
  'a\\b',
  'a*?"<>|',
  '-rf',
  'tab\tname',
  'line\nname',
  '😀',
  '‮abc',
  '%2e%2e',
  '...',
  'x'.repeat(250),
  'é'.repeat(120),
  'a (conflicted copy, Alpha, 2024-05-17 09.30)',
  '~a',
  'a.tmp',
  '__proto__',
]
/** Names that some disk takes for one. */
const CLASHING_NAMES = ['A', 'B', 'C', 'é', 'É', 'e\u0301']
const DEVICE_NAMES = ['Alpha', 'Beta', 'Gamma', 'Delta', 'Epsilon']

/** The parameters of the history of this seed. */
export function parametersOf(seed: number, dice: Dice): HistoryParameters {
  const random = dice.stream('parameters')
  const deviceCount = random.pick([2, 2, 2, 3, 3, 4, 5])
  const names = oddDisk(dice)
  const devices = DEVICE_NAMES.slice(0, deviceCount).map((name, index) => ({
    name,
    ...(index === 0 && names !== undefined ? { names } : {}),
    ...timeStep(dice),
    startsOffline: random.chance(0.3),
    diskMs: random.pick([0.05, 0.05, 2, 30, 200]),
    settleMs: random.pick([0, 2_000, 2_000]),
    batchNodes: random.pick([1, 2, 5, 2_000, 2_000]),
    largeFileBytes: random.pick([4, 8 * 1024 * 1024, 8 * 1024 * 1024]),
  }))
  return {
    seed,
    devices,
    networkMs: random.pick([1, 20, 20, 300]),
    transactionMs: random.pick([0.1, 0.1, 5]),
    pageRows: random.pick([1, 2, 7, 1_000, 1_000]),
    faultLevel: random.pick([0, 0, 0.3, 0.3, 1, 3]),
    names: namesOf(random, names),
    deedCount: 10 + random.below(random.pick([10, 30, 70])),
    pauseMs: random.pick([5, 100, 1_000, 5_000]),
    hasNights: random.chance(0.03),
    ...crowd(dice),
    longestRetryMs: dice.stream('delays').pick([5_000, 20_000, 20_000]),
  }
}

/** The disk of the first computer where that is no Linux disk (E41, E42). */
function oddDisk(dice: Dice): DiskNameOptions | undefined {
  const random = dice.stream('odd disk')
  if (!random.chance(0.1)) return undefined
  return random.pick([
    { caseInsensitive: true },
    { caseInsensitive: 'full', normalization: 'insensitive' },
    { caseInsensitive: true, normalization: 'nfd' },
  ] as const)
}

function crowd(dice: Dice): Pick<HistoryParameters, 'crowdSize'> {
  const random = dice.stream('crowds')
  return random.chance(0.03) ? { crowdSize: 45 + random.below(25) } : {}
}

/** The clock of a disk that stamps coarsely. */
function timeStep(dice: Dice): Pick<DeviceParameters, 'timeStepNs'> {
  const random = dice.stream('time steps')
  return random.chance(0.15) ? { timeStepNs: random.pick([1e6, 1e9, 2e9]) } : {}
}

function namesOf(random: SeededRandom, disk: DiskNameOptions | undefined): readonly string[] {
  const isHostile = random.chance(0.3)
  const names = isHostile ? [...PLAIN_NAMES, ...pickSome(random, HOSTILE_NAMES)] : PLAIN_NAMES
  if (disk === undefined) return names
  // Decomposed, some names outgrow what can be synced and are held (E45).
  const fitting = names.filter((name) => checkName(name.normalize('NFD')) === undefined)
  return [...fitting, ...CLASHING_NAMES]
}

function pickSome<T>(random: { below(limit: number): number }, items: readonly T[]): T[] {
  const start = random.below(items.length)
  return [...items, ...items].slice(start, start + 6)
}
