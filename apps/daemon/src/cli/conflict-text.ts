/** Conflicts as the commands print them: pure, without a newline at the end. */

import type { ConflictSide, OpenConflict, ResolvedConflict, ResolvedMany } from '@tidemark/control'
import type { Resolution } from '@tidemark/protocol'
import { printable } from './printable.js'
import type { Style } from './style.js'
import { countOf, formatBytes, formatTime } from './wording.js'

/** What became of the files of a settled conflict. */
const BECAME: Readonly<Record<Resolution, string>> = {
  original: 'kept the original; the copy is in the trash',
  copy: 'kept the copy as the newest version of the original',
  both: 'kept both files',
}

export function formatConflicts(conflicts: readonly OpenConflict[], style: Style): string {
  if (conflicts.length === 0) return 'No conflicts.'
  const blocks = conflicts.map((conflict) => {
    const { conflictId, folderPath, path, copyPath, deviceName, atMs, original, copy } = conflict
    return [
      `${style.bold(printable(path ?? '(deleted)'))} ${style.dim(`in ${printable(folderPath)}`)}`,
      ...(original === undefined ? [] : [`  ${sideText(original)}`]),
      `  copy: ${printable(copyPath ?? '(deleted)')}`,
      ...(copy === undefined ? [] : [`  ${sideText(copy)}`]),
      `  from ${printable(deviceName)}, ${formatTime(atMs)}`,
      `  ${style.dim(`tidemark resolve ${conflictId} --keep original|copy|both`)}`,
    ].join('\n')
  })
  return [`${countOf(conflicts.length, 'conflict')}:`, ...blocks].join('\n\n')
}

function sideText({ sizeBytes, modifiedAtMs }: ConflictSide): string {
  return `${formatBytes(sizeBytes)}, written ${formatTime(modifiedAtMs)}`
}

export function formatResolvedConflicts(
  conflicts: readonly ResolvedConflict[],
  style: Style,
): string {
  if (conflicts.length === 0) return 'No conflict was settled lately.'
  const blocks = conflicts.map((conflict) => {
    const { conflictId, folderPath, path, choice, resolvedAtMs, resolvedBy } = conflict
    return [
      `${style.bold(printable(path ?? '(deleted)'))} ${style.dim(`in ${printable(folderPath)}`)}`,
      `  ${printable(resolvedBy)} ${BECAME[choice]}, ${formatTime(resolvedAtMs)}`,
      `  ${style.dim(`tidemark resolve ${conflictId} --undo`)}`,
    ].join('\n')
  })
  return [`${countOf(conflicts.length, 'settled conflict')}:`, ...blocks].join('\n\n')
}

/** What a call for several conflicts has done. */
export function formatResolvedMany(
  { resolved, failed }: ResolvedMany,
  choice: Resolution,
  style: Style,
): string {
  const done =
    resolved.length === 0 ? [] : [`${countOf(resolved.length, 'conflict')}: ${BECAME[choice]}.`]
  const rows = failed.map(
    ({ conflictId, error }) => `${style.bad(conflictId)}  ${printable(error.message)}`,
  )
  return [...done, ...rows].join('\n')
}
