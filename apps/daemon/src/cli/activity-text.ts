import type { ActivityEntry, ActivityPage } from '@tidemark/control'
import { printable } from './printable.js'
import type { Style } from './style.js'
import { formatTime } from './wording.js'

/** What a kind of activity is called; others are shown as they come. */
const KINDS: Readonly<Record<string, string>> = {
  uploaded: 'sent',
  downloaded: 'received',
  made_folder: 'made',
  renamed: 'moved',
  deleted_here: 'deleted here',
  deleted_there: 'deleted there',
  released: 'left this disk',
  deletes_held: 'deletions held',
  merged_anew: 'compared anew',
}
const KIND_WIDTH = Math.max(...Object.values(KINDS).map((kind) => kind.length))

/** A page of activity, one line each, the newest first. */
export function formatActivity({ entries, more }: ActivityPage, style: Style): string {
  const last = entries.at(-1)
  if (last === undefined) return 'Nothing has happened.'
  const lines = entries.map((entry) => lineOf(entry, style))
  if (more) lines.push(style.dim(`There is more: --before ${last.id}`))
  return lines.join('\n')
}

function lineOf({ atMs, kind, path, detail }: ActivityEntry, style: Style): string {
  const what = printable(KINDS[kind] ?? kind).padEnd(KIND_WIDTH)
  const more = detail === undefined || detail === '' ? '' : `  ${style.dim(printable(detail))}`
  const item = path === '' ? '(the whole folder)' : printable(path)
  return `${formatTime(atMs)}  ${what}  ${item}${more}`
}
