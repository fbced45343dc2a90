import type { ConflictSide, MethodParams, OpenConflict } from '../../../ipc-contract/index.js'

/** How a conflict is settled, as the protocol says it. */
export type Resolution = MethodParams<'resolve'>['choice']

/** How a person says it, for one conflict or for many. */
export type Wish = 'mine' | 'theirs' | 'both'

/** Which of the two files: the one that kept the name, or the copy of the later writer. */
export type SideName = 'original' | 'copy'

/** Who wrote a side; null while that is not known. */
export function writerOf(conflict: OpenConflict, side: SideName): string | null {
  if (side === 'copy') return conflict.deviceName
  return conflict.original?.deviceName ?? null
}

/** The side that the device of this name wrote. With none, or both, nothing is "mine". */
export function ownSide(conflict: OpenConflict, deviceName: string): SideName | null {
  const isCopyOwn = writerOf(conflict, 'copy') === deviceName
  const isOriginalOwn = writerOf(conflict, 'original') === deviceName
  if (isCopyOwn === isOriginalOwn) return null
  return isCopyOwn ? 'copy' : 'original'
}

/** The choice that does what is wished; null when "mine" means nothing here. */
export function choiceFor(
  conflict: OpenConflict,
  wish: Wish,
  deviceName: string,
): Resolution | null {
  if (wish === 'both') return 'both'
  const mine = ownSide(conflict, deviceName)
  if (mine === null) return null
  if (wish === 'mine') return mine
  return mine === 'copy' ? 'original' : 'copy'
}

/** Whether the list leaves open who wrote the first version, so that the details have to be asked. */
export function needsDetails(conflict: OpenConflict): boolean {
  return conflict.original !== undefined && conflict.original.deviceName === null
}

/** What the list calls a conflict: where the file is, or was. */
export function titleOf({ path, copyPath }: Pick<OpenConflict, 'path' | 'copyPath'>): string {
  return path ?? copyPath ?? ''
}

/** What was seen of a conflict when it was decided: what came later is not replaced unseen. */
export function seenOf({ conflictId, original, copy }: OpenConflict) {
  return {
    conflictId,
    ...(original === undefined ? {} : { originalRev: original.revisionId }),
    ...(copy === undefined ? {} : { copyRev: copy.revisionId }),
  }
}

/** How two sides differ at a glance, for files that cannot be shown. */
export interface SideDifference {
  readonly isNewer: boolean
  readonly isLarger: boolean
}

export function differenceOf(
  side: ConflictSide | undefined,
  other: ConflictSide | undefined,
): SideDifference {
  return {
    isNewer: side !== undefined && other !== undefined && side.modifiedAtMs > other.modifiedAtMs,
    isLarger: side !== undefined && other !== undefined && side.sizeBytes > other.sizeBytes,
  }
}
