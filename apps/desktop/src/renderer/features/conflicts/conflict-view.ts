import type { MethodParams, OpenConflict } from '../../../ipc-contract/index.js'

/** How a conflict is settled, as the protocol says it. */
export type Resolution = MethodParams<'resolve'>['choice']

/** How a person says it, for one conflict or for many. */
export type Wish = 'mine' | 'theirs' | 'both'

/** Which of the two files: the one that kept the name, or the copy of the later writer. */
export type SideName = 'original' | 'copy'

/** What the two sides are for whoever sits at this device. */
export function ownSide(conflict: OpenConflict, deviceName: string): SideName | null {
  if (conflict.deviceName === deviceName) return 'copy'
  return null
}

/** The choice that does what is wished; null when no side, or both, are of this device. */
export function choiceFor(
  conflict: OpenConflict,
  wish: Wish,
  deviceName: string,
): Resolution | null {
  if (wish === 'both') return 'both'
  const mine = ownSide(conflict, deviceName)
  if (mine === null) return null
  return wish === 'mine' ? mine : other(mine)
}

function other(side: SideName): SideName {
  return side === 'copy' ? 'original' : 'copy'
}

/** What the list calls a conflict: where the file is, or was. */
export function titleOf({ path, copyPath }: Pick<OpenConflict, 'path' | 'copyPath'>): string {
  return path ?? copyPath ?? ''
}
