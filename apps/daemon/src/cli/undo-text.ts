/** What an undo does, in words: pure, without a newline at the end. */

import type { FolderUndo, UndoPreview } from '@tidemark/control'
import type { UndoAction, UndoObstacle } from '@tidemark/protocol'
import { printable } from './printable.js'
import type { Style } from './style.js'
import { countOf, formatTime } from './wording.js'

/** An action before it is done and after, with the number of items in front. */
const ACTIONS: Readonly<Record<UndoAction, readonly [string, string]>> = {
  back: ['to come back from the trash', 'came back from the trash'],
  place: ['to move back', 'moved back'],
  content: ['to get the former version', 'got the former version'],
  trash: ['to go to the trash', 'went to the trash'],
}

const OBSTACLES: Readonly<Record<UndoObstacle, string>> = {
  others_changed: 'another device has changed it since',
  version_gone: 'the former version is no longer kept',
  not_recorded: 'the change is too old to be known in full',
  folder_gone: 'its folder is gone',
  name_taken: 'another item has its name',
  in_use: 'something of another device lies in it',
  no_room: 'the account has no room for the former version',
}

const ORDER = ['back', 'place', 'content', 'trash'] as const

export function formatUndoPreview(preview: UndoPreview, style: Style): string {
  const { deviceName, sinceMs, folders } = preview
  const title = `What ${printable(deviceName)} did since ${formatTime(sinceMs)}:`
  const nothing = folders.every((folder) => isNothing(folder) && folder.kept.count === 0)
  if (nothing) return [title, 'Nothing that could be undone.'].join('\n')
  const blocks = folders.map((folder) => formatFolder(folder, 0, style))
  const how = 'Nothing was done yet. The same command with --yes does it; it can be undone itself.'
  return [style.bold(title), ...blocks, style.dim(how)].join('\n\n')
}

export function formatUndone(folders: readonly FolderUndo[], style: Style): string {
  return folders.map((folder) => formatFolder(folder, 1, style)).join('\n\n')
}

function formatFolder(
  { folderPath, counts, examples, kept, isWhole }: FolderUndo,
  tense: 0 | 1,
  style: Style,
): string {
  const lines = [style.bold(printable(folderPath))]
  for (const action of ORDER) {
    if (counts[action] === 0) continue
    lines.push(`  ${countOf(counts[action], 'item')} ${ACTIONS[action][tense]}`)
    for (const example of examples) {
      if (example.action === action) lines.push(`    ${printable(example.path)}`)
    }
  }
  if (kept.count > 0) {
    const stay = tense === 0 ? 'to stay' : 'stayed'
    lines.push(style.warn(`  ${countOf(kept.count, 'item')} ${stay} as now:`))
    for (const { path, obstacle } of kept.examples) {
      lines.push(`    ${printable(path)}: ${OBSTACLES[obstacle]}`)
    }
  }
  if (lines.length === 1) lines.push('  Nothing to undo.')
  if (!isWhole) lines.push(style.warn('  ! What was longer ago is no longer recorded.'))
  return lines.join('\n')
}

function isNothing({ counts }: FolderUndo): boolean {
  return ORDER.every((action) => counts[action] === 0)
}
