import { PIN_TTL_MS } from '@tidemark/protocol'
import type { MemoryDisk } from '../filesystem/memory-disk.js'
import type { CrashWorld } from './crash-world.js'

/** A part of the script: what people do, and what runs after it. */
export interface CrashPhase {
  readonly name: string
  readonly change: (world: CrashWorld) => void
  /** Who syncs, in order; `cleanup` is the server's. */
  readonly runs: readonly ('a' | 'b' | 'cleanup')[]
}

/** Made and in sync before the script begins. */
export function prepareDisk(disk: MemoryDisk): void {
  for (let i = 0; i < 8; i++) disk.write(`keep/${i}`, `keep ${i}`)
  disk.write('tree/1', 'tree 1')
  disk.write('tree/inner/0', 'tree 0')
  disk.write('tree/inner/2', 'tree 2')
  disk.write('kind/inside', 'inside')
  disk.write('swap/a', 'was a')
  disk.write('swap/b', 'was b')
  disk.write('from/x', 'moved along')
}

/** Together the phases come by every crash point of devices and server. */
export const CRASH_SCRIPT: readonly CrashPhase[] = [
  {
    name: 'new files and versions',
    change: ({ a }) => {
      const { disk } = a.device
      for (let i = 0; i < 4; i++) disk.write(`new/${i}`, `new file ${i}`)
      disk.write('new/empty', '')
      disk.write('keep/0', 'keep 0, second version')
      disk.mkdir('new/folder/below')
      disk.setExecutable('keep/1', true)
    },
    runs: ['a', 'b', 'a'],
  },
  {
    name: 'a conflict',
    change: ({ a, b }) => {
      a.device.disk.write('keep/2', 'keep 2 by A')
      b.device.disk.write('keep/2', 'keep 2 by B')
      a.device.disk.write('both', 'both by A')
      b.device.disk.write('both', 'both by B')
    },
    runs: ['a', 'b', 'a'],
  },
  {
    name: 'deletes, moves and changes of kind',
    change: ({ a }) => {
      const { disk } = a.device
      disk.remove('tree')
      disk.remove('kind')
      disk.write('kind', 'a file now')
      disk.rename('swap/a', 'swap/passing')
      disk.rename('swap/b', 'swap/a')
      disk.rename('swap/passing', 'swap/b')
      disk.rename('from', 'to')
    },
    // A sends the file that took the folder's name once the folder is gone there.
    runs: ['a', 'a', 'b', 'a'],
  },
  {
    name: 'cleanup',
    change: ({ clock }) => clock.advance(2 * PIN_TTL_MS),
    runs: ['cleanup', 'a', 'b'],
  },
]
