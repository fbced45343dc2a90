import type { FolderStatus, Status, Transfer } from '@tidemark/control'
import { ERRORS, isErrorCode } from '@tidemark/protocol'
import { printable } from './printable.js'
import { RULE_WORDS } from './settings-text.js'
import type { Style } from './style.js'
import { countOf, formatAgo, formatBytes } from './wording.js'

/** Held items that are listed; the rest is counted. */
const SHOWN_HELD = 5
const SHOWN_PATHS = 3
const BAR_CELLS = 20

/** The whole of `tidemark status`, without a newline at the end. */
export function formatStatus(status: Status, style: Style, nowMs: number): string {
  const blocks = [accountLines(status, style)]
  if (status.folders.length === 0 && status.account !== null) {
    blocks.push(['No folder is linked yet. Link one with: tidemark link <folder>'])
  }
  for (const folder of status.folders) blocks.push(folderLines(folder, style, nowMs))
  return blocks.map((lines) => lines.join('\n')).join('\n\n')
}

/** One line per folder: for pipes that watch. */
export function formatFolderLine(folder: FolderStatus): string {
  const parts = [printable(folder.path), stateWords(folder)]
  const { pending, held, conflicts } = folder.counts
  if (pending > 0) parts.push(`${pending} left`)
  if (held > 0) parts.push(`${held} held`)
  if (conflicts > 0) parts.push(countOf(conflicts, 'conflict'))
  return parts.join('  ')
}

function accountLines({ account }: Status, style: Style): string[] {
  if (account === null) return ['Not signed in. Sign in with: tidemark login <server>']
  const { login, serverUrl, deviceName, insecure } = account
  const lines = [
    `Signed in as ${style.bold(printable(login))} at ${printable(serverUrl)} on ${printable(deviceName)}`,
  ]
  if (insecure) {
    lines.push(style.warn('! The connection is not encrypted: others on the network can read it.'))
  }
  return lines
}

function folderLines(folder: FolderStatus, style: Style, nowMs: number): string[] {
  const { path, spaceName, counts, bytes, activePaths } = folder
  const name = `${style.bold(printable(path))} ${style.dim(`(space ${printable(spaceName)})`)}`
  const facts = [colourOf(folder, style)(stateWords(folder)), countOf(counts.items, 'item')]
  if (counts.pending > 0) facts.push(`${countOf(counts.pending, 'change')} left`)
  if (folder.lastSyncAtMs !== null && counts.pending === 0) {
    facts.push(`last synced ${formatAgo(folder.lastSyncAtMs, nowMs)}`)
  }
  const lines = [name, `  ${facts.join(', ')}`]
  if (folder.error !== null) lines.push(`  ${style.bad(`! ${errorWords(folder.error)}`)}`)
  lines.push(...transferLines('up', bytes.up, style), ...transferLines('down', bytes.down, style))
  for (const active of activePaths.slice(0, SHOWN_PATHS)) {
    lines.push(`    ${style.dim(printable(active))}`)
  }
  return [...lines, ...attentionLines(folder, style)]
}

function attentionLines(folder: FolderStatus, style: Style): string[] {
  const { counts, heldDeletes, held, watch, restarts } = folder
  const lines: string[] = []
  const isRulePause = folder.state === 'paused' && folder.pausedBy !== 'person'
  if (isRulePause && folder.pausedBy !== undefined) {
    lines.push(style.dim('  tidemark resume syncs all the same'))
  }
  const warn = (text: string) => lines.push(`  ${style.warn(`! ${text}`)}`)
  const deletes = heldDeletes.local + heldDeletes.server
  if (deletes > 0) {
    warn(`${countOf(deletes, 'deletion')} held back: tidemark deletes shows them`)
  }
  if (counts.conflicts > 0) {
    warn(`${countOf(counts.conflicts, 'conflict')}: tidemark conflicts lists them`)
  }
  const others = held.filter((item) => item.code !== 'deletes_held')
  if (others.length > 0) {
    warn(`${countOf(Math.max(counts.held - heldDeletes.local, others.length), 'item')} not synced:`)
    for (const { path, code, detail } of others.slice(0, SHOWN_HELD)) {
      lines.push(`      ${printable(path)}: ${reasonOf(code, detail)}`)
    }
    if (counts.held > SHOWN_HELD) lines.push(style.dim(`      … ${counts.held - SHOWN_HELD} more`))
  }
  if (watch.mode === 'scanning') {
    warn(`Changes are found by scanning. ${printable(watch.advice ?? '')}`.trimEnd())
  }
  if (restarts > 0) warn(`The folder's engine was started again ${countOf(restarts, 'time')}.`)
  return lines
}

function transferLines(direction: 'up' | 'down', transfer: Transfer, style: Style): string[] {
  const { doneBytes, totalBytes, bytesPerSecond } = transfer
  if (totalBytes === 0 || doneBytes >= totalBytes) return []
  const share = doneBytes / totalBytes
  const filled = Math.floor(share * BAR_CELLS)
  const bar = style.good('#'.repeat(filled)) + style.dim('-'.repeat(BAR_CELLS - filled))
  const rate = bytesPerSecond > 0 ? `, ${formatBytes(bytesPerSecond)}/s` : ''
  const amount = `${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`
  return [`  ${direction.padEnd(4)} ${bar} ${Math.floor(share * 100)} %  ${amount}${rate}`]
}

/** The state in words. `idle` with open points is not "up to date". */
function stateWords({ state, settled, counts, pausedBy }: FolderStatus): string {
  if (state === 'paused' && pausedBy !== undefined && pausedBy !== 'person') {
    return `paused ${RULE_WORDS[pausedBy]}`
  }
  if (state !== 'idle') return STATE_WORDS[state]
  if (!settled) return 'checking'
  return counts.held > 0 ? 'up to date except for held items' : 'up to date'
}

const STATE_WORDS = {
  starting: 'starting',
  scanning: 'looking for changes',
  syncing: 'syncing',
  paused: 'paused',
  offline: 'offline, changes are kept',
  attention: 'needs your attention',
  stopped: 'stopped',
} as const

function colourOf({ state }: FolderStatus, style: Style): (text: string) => string {
  if (state === 'idle') return style.good
  if (state === 'attention' || state === 'stopped') return style.bad
  return state === 'offline' || state === 'paused' ? style.warn : style.bold
}

function errorWords(error: { readonly code: string; readonly message: string }): string {
  return printable(isErrorCode(error.code) ? ERRORS[error.code].message : error.message)
}

function reasonOf(code: string, detail: string): string {
  const sentence = isErrorCode(code) ? ERRORS[code].message : code
  return detail === '' ? sentence : `${sentence} (${printable(detail)})`
}
