import { randomBytes } from 'node:crypto'
import type { Clock, Rng } from '@tidemark/server-core'

/** The wall clock of this computer. */
export const systemClock: Clock = { nowMs: () => Date.now() }

/** Chance from the system's cryptographic source. */
export const systemRng: Rng = { bytes: (count) => randomBytes(count) }
