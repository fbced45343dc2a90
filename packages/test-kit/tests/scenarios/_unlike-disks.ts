import { describe, expect, it } from 'vitest'
import type { MemoryDiskOptions } from '../../src/index.js'
import {
  expectRest,
  makeOffice,
  type Office,
  syncAll,
  type Tree,
  withFolders,
} from './_scenario.js'
import { perform, type Step } from './_steps.js'

/** Something that happens on one of the computers, and what both show once they are at rest. */
export interface Round {
  /** On the computer with the disk in question, and on the one with Linux. */
  readonly here?: readonly Step[]
  readonly linux?: readonly Step[]
  readonly onHere: Tree
  readonly onLinux: Tree
}

/** A computer with an unusual disk and one with Linux, on one space. */
export interface UnlikeDisks {
  readonly disk: MemoryDiskOptions
  readonly rounds: readonly Round[]
  readonly check?: (office: Office) => void
}

/**
 * A scenario in which the disk `here` cannot hold what a Linux disk can, with running engines and
 * with engines that are off while somebody works. After each round both are at rest (I6).
 */
export function onUnlikeDisks(title: string, { disk, rounds, check }: UnlikeDisks): void {
  describe(title, () => {
    it.each(['running', 'stopped'] as const)('%s', async (state) => {
      const office = await makeOffice({}, { diskHere: () => disk })
      for (const { here = [], linux = [], onHere, onLinux } of rounds) {
        await (state === 'running' ? actRunning : actStopped)(office, here, linux)
        await syncAll(office)
        expect({ here: office.here.contents(), linux: office.there.contents() }).toEqual({
          here: withFolders(onHere),
          linux: withFolders(onLinux),
        })
        await expectRest(office)
      }
      check?.(office)
    })
  })
}

async function actRunning(
  { here, there }: Office,
  stepsHere: readonly Step[],
  stepsThere: readonly Step[],
): Promise<void> {
  await here.turnOn()
  await there.turnOn()
  for (const step of stepsHere) await here.act(step)
  for (const step of stepsThere) {
    await there.act(step)
    await there.rest()
    await here.rest()
  }
  await here.rest()
  await there.rest()
  await here.turnOff()
  await there.turnOff()
}

async function actStopped(
  { here, there }: Office,
  stepsHere: readonly Step[],
  stepsThere: readonly Step[],
): Promise<void> {
  for (const step of stepsHere) perform(here.disk, step)
  for (const step of stepsThere) perform(there.disk, step)
  here.restart()
  there.restart()
}
