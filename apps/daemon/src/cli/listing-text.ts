/** Lists as the commands print them: pure, without a newline at the end. */

import type {
  Check,
  Explanation,
  HeldDeletes,
  History,
  IgnoreRuleListing,
  Trash,
} from '@tidemark/control'
import { printable } from './printable.js'
import type { Style } from './style.js'
import { countOf, formatBytes, formatTime } from './wording.js'

export function formatHistory({ path, versions }: History, style: Style): string {
  if (versions.length === 0) return 'No versions are kept.'
  const rows = versions.map(({ revisionId, atMs, sizeBytes, deviceName, current }) => {
    const facts = `${formatTime(atMs)}  ${formatBytes(sizeBytes).padStart(9)}`
    const mark = current ? style.good('  current') : ''
    return `${revisionId}  ${facts}  ${printable(deviceName)}${mark}`
  })
  return [style.bold(printable(path)), ...rows].join('\n')
}

export function formatTrash({ items, more }: Trash, style: Style): string {
  if (items.length === 0) return 'The trash is empty.'
  const rows = items.map(
    ({ nodeId, path, kind, deletedAtMs, deviceName, fileCount, sizeBytes }) => {
      const what = kind === 'folder' ? `${countOf(fileCount, 'file')}, ` : ''
      return [
        `${style.bold(printable(path))}${kind === 'folder' ? '/' : ''}`,
        `  ${what}${formatBytes(sizeBytes)}, deleted ${formatTime(deletedAtMs)} by ${printable(deviceName)}`,
        `  ${style.dim(`tidemark restore --trash ${nodeId}`)}`,
      ].join('\n')
    },
  )
  return [...rows, ...(more ? [style.dim('There is more.')] : [])].join('\n')
}

export function formatHolds({ holds }: HeldDeletes, style: Style): string {
  if (holds.length === 0) return 'No deletion is held back.'
  const blocks = holds.map((hold) => {
    const { folderPath, fileCount, spaceFileCount, deviceName, atMs, examplePaths, holdId } = hold
    const where = holdId === null ? 'made on this computer' : `made on ${printable(deviceName)}`
    const share = `${countOf(fileCount, 'file')} of ${spaceFileCount}`
    return [
      `${style.bold(share)} in ${printable(folderPath)}, ${where}, ${formatTime(atMs)}`,
      ...examplePaths.map((path) => `    ${printable(path)}`),
    ].join('\n')
  })
  const choice =
    'tidemark deletes approve  lets them happen; tidemark deletes reject  keeps the files'
  return [...blocks, style.dim(choice)].join('\n')
}

export function formatExplanation({ path, facts, verdict }: Explanation, style: Style): string {
  const width = Math.max(0, ...facts.map(({ label }) => label.length))
  const rows = facts.map(({ label, value }) => `  ${label.padEnd(width)}  ${printable(value)}`)
  const title = style.bold(path === '' ? '(the whole folder)' : printable(path))
  return [title, ...rows, printable(verdict)].join('\n')
}

export function formatChecks(checks: readonly Check[], style: Style): string {
  const marks = { ok: style.good('ok  '), warning: style.warn('warn'), problem: style.bad('FAIL') }
  return checks
    .flatMap(({ name, outcome, detail, advice }) => {
      const line = `${marks[outcome]}  ${printable(name)}: ${printable(detail)}`
      return advice === null || advice === '' ? [line] : [line, `      ${printable(advice)}`]
    })
    .join('\n')
}

export function formatIgnoreRules(folders: readonly IgnoreRuleListing[], style: Style): string {
  return folders.map((folder) => formatFolderRules(folder, style)).join('\n\n')
}

function formatFolderRules({ folderPath, rules }: IgnoreRuleListing, style: Style): string {
  const width = Math.max(...rules.map(({ pattern }) => printable(pattern).length))
  const rows = rules.map(({ pattern, line, reason }) => {
    const origin = line === null ? reason : `.tidemarkignore, line ${line}`
    return `  ${printable(pattern).padEnd(width)}  ${style.dim(printable(origin))}`
  })
  const how = 'The last rule that matches decides. Add yours to .tidemarkignore at the top of the'
  const title = style.bold(printable(folderPath))
  return [
    title,
    ...rows,
    style.dim(`${how} folder, one per line; !Thumbs.db takes one back.`),
  ].join('\n')
}
