import { SERVER_CRASH_POINTS, type ServerCrashPoint } from '@tidemark/server-core'
import { CLIENT_CRASH_POINTS, type CrashPointName } from '@tidemark/sync-engine'

/** Every point of devices and servers at which tests end a process. */
export type AnyCrashPoint = CrashPointName | ServerCrashPoint

/** The whole crash matrix, by name. */
export const CRASH_POINTS = { ...CLIENT_CRASH_POINTS, ...SERVER_CRASH_POINTS } as const

/** Points of the matrix that nothing can reach, and why. */
export const ABSENT_CRASH_POINTS: Readonly<Record<string, string>> = {
  T02: 'a successor is placed only after what held its name is in the trash: T01 is all there is',
  B01: 'there is no backup command yet',
  K01: 'there is no key rotation yet',
}

/** All names, in the order of the tables. */
export function crashPointNames(): AnyCrashPoint[] {
  // Keys of an object literal are exactly the names of its type.
  return Object.keys(CRASH_POINTS) as AnyCrashPoint[]
}
