import { fromControlError, type LinkPreview } from '@tidemark/control'
import { describeForPeople } from './error-text.js'
import { printable } from './printable.js'
import type { Style } from './style.js'
import { countOf, formatBytes } from './wording.js'

/** What linking a folder would do. */
export function formatLinkPreview(preview: LinkPreview, style: Style): string {
  const { path, isNewSpace, toUpload, toDownload, conflicts, same, ignored, held } = preview
  if (preview.problem !== null && isUnsuitable(preview)) return problemText(preview, style)
  const lines = [
    `${style.bold(printable(path))}${isNewSpace ? ' with a new space' : ''}`,
    `  up      ${transferText(toUpload)}`,
    `  down    ${transferText(toDownload)}`,
    `  equal   ${countOf(same.files, 'file')}`,
    `  differ  ${countOf(conflicts.files, 'file')}${conflicts.files > 0 ? '; both versions stay' : ''}`,
    ...conflicts.examplePaths.map((example) => `            ${printable(example)}`),
    '  deleted nothing',
  ]
  if (ignored.items > 0) lines.push(`  ${countOf(ignored.items, 'item')} left alone by rules`)
  if (held.items > 0) {
    lines.push(`  ${style.warn(`${countOf(held.items, 'item')} cannot be synced`)}`)
    lines.push(...held.examplePaths.map((example) => `            ${printable(example)}`))
  }
  if (preview.problem !== null) lines.push(problemText(preview, style))
  return lines.join('\n')
}

function transferText({ files, bytes }: LinkPreview['toUpload']): string {
  return files === 0 ? 'nothing' : `${countOf(files, 'file')}, ${formatBytes(bytes)}`
}

function isUnsuitable({ problem }: LinkPreview): boolean {
  return problem?.code === 'folder_unsuitable'
}

function problemText({ problem }: LinkPreview, style: Style): string {
  if (problem === null) return ''
  const { what, todo } = describeForPeople(fromControlError(problem))
  return style.bad(todo === undefined ? what : `${what} ${todo}`)
}
