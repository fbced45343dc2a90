/** What is here and what is online only, in words: pure, without a newline at the end. */

import type { SelectionEffect, TreeItem, TreePage } from '@tidemark/control'
import { printable } from './printable.js'
import type { Style } from './style.js'
import { countOf, formatBytes } from './wording.js'

const MARKS: Readonly<Record<TreeItem['state'], string>> = {
  here: '[x]',
  partly: '[-]',
  online_only: '[ ]',
}

/** A folder with what is right in it. */
export function formatTree({ node, path, folderPath, items }: TreePage, style: Style): string {
  const title = path === '' ? folderPath : path
  const rows = items.map((item) => formatRow(item, style))
  const none = node.kind === 'folder' && items.length === 0 ? ['  (empty)'] : []
  const how = '[x] here  [-] partly  [ ] online only; tidemark select and deselect change it'
  return [
    `${style.bold(printable(title))}  ${amountOf(node)}${stateWord(node)}`,
    ...rows,
    ...none,
    ...(rows.length > 0 ? [style.dim(how)] : []),
  ].join('\n')
}

function formatRow(item: TreeItem, style: Style): string {
  const name = `${printable(item.name)}${item.kind === 'folder' ? '/' : ''}`
  const size = formatBytes(item.sizeBytes).padStart(10)
  const row = `  ${MARKS[item.state]} ${size}  ${name}${stateWord(item)}`
  return item.state === 'online_only' ? style.dim(row) : row
}

function amountOf({ kind, itemCount, sizeBytes }: TreeItem): string {
  const size = formatBytes(sizeBytes)
  return kind === 'folder' ? `${countOf(itemCount, 'item')}, ${size}` : size
}

function stateWord({ state, isLeaving }: TreeItem): string {
  if (isLeaving) return '  (leaves this disk)'
  return state === 'online_only' ? '  (online only)' : ''
}

/** What a selection does, or did when it was no preview. */
export function formatSelection(
  { leaving, toUpload, coming }: SelectionEffect,
  isPreview: boolean,
): string {
  const lines: string[] = []
  const amount = ({ items, bytes }: SelectionEffect['leaving']) =>
    `${countOf(items, 'item')}, ${formatBytes(bytes)}`
  if (leaving.items > 0) {
    lines.push(`Leaves this computer and stays on the server: ${amount(leaving)}.`)
  }
  if (toUpload.items > 0) lines.push(`Of it, goes up to the server first: ${amount(toUpload)}.`)
  if (coming.items > 0) lines.push(`Comes to this computer: ${amount(coming)}.`)
  if (lines.length === 0) lines.push('Nothing leaves this computer and nothing comes to it.')
  if (isPreview) lines.push('Nothing was changed yet; without --preview it is.')
  return lines.join('\n')
}
