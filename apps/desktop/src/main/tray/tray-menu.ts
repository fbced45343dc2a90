import { basename } from 'node:path'
import type { Status } from '@tidemark/control'
import type { DaemonState } from '../../ipc-contract/index.js'
import type { PageView } from '../page/page-address.js'
import { formatBytes, formatPercent } from '../wording/amounts.js'
import type { Words } from '../wording/words.js'
import type { TraySummary } from './tray-state.js'

/** What a row of the menu does. */
export type TrayAction =
  | { readonly do: 'show'; readonly view: PageView }
  | { readonly do: 'openFolder'; readonly folderId: string }
  | { readonly do: 'pause' | 'resume' | 'quit' | 'quitAndStop' }

/** A row; one without an action only tells something, null is a line between rows. */
export type TrayRow = { readonly label: string; readonly action: TrayAction | null } | null

/** Folders in the menu; the window has the rest. */
const MAX_FOLDER_ROWS = 8

/** The line that tells how things are: first row of the menu, and the icon's tooltip. */
export function describe(
  summary: TraySummary,
  status: Status | undefined,
  daemon: DaemonState,
  words: Words,
  locale: string,
): string {
  if (daemon === 'too_new') return words.tooNew
  if (daemon === 'failed' || daemon === 'restarting') return words.stopped
  if (daemon === 'starting' || status === undefined) return words.starting
  if (status.account === null || status.folders.length === 0) return words.notSetUp
  const { state, progress, bytesPerSecond } = summary
  if (state === 'syncing' && progress !== undefined) {
    const rate = formatBytes(bytesPerSecond, locale)
    return words.syncingAmount(formatPercent(progress, locale), rate)
  }
  const texts = {
    idle: words.upToDate,
    syncing: words.syncing,
    paused: words.paused,
    attention: words.needsYou,
    offline: words.offline,
  }
  return texts[state]
}

/** Rows of the tray's menu. Each thing that it can do, the window can do, too. */
export function trayMenu(
  summary: TraySummary,
  status: Status | undefined,
  headline: string,
  words: Words,
): TrayRow[] {
  const show = (view: PageView, label: string): TrayRow => ({
    label,
    action: { do: 'show', view },
  })
  const decisions: TrayRow[] = []
  const { conflictCount, heldDeleteCount } = summary
  if (conflictCount > 0) decisions.push(show('conflicts', words.conflicts(conflictCount)))
  if (heldDeleteCount > 0) decisions.push(show('home', words.heldDeletes(heldDeleteCount)))
  const folders = (status?.folders ?? []).slice(0, MAX_FOLDER_ROWS).map(
    ({ folderId, path }): TrayRow => ({
      label: words.openFolder(basename(path)),
      action: { do: 'openFolder', folderId },
    }),
  )
  return [
    { label: headline, action: null },
    ...decisions,
    null,
    show('home', words.open),
    ...folders,
    null,
    ...pauseRows(status, words),
    show('settings', words.settings),
    null,
    { label: words.quit, action: { do: 'quit' } },
    { label: words.quitAndStop, action: { do: 'quitAndStop' } },
  ]
}

function pauseRows(status: Status | undefined, words: Words): TrayRow[] {
  const folders = status?.folders ?? []
  if (folders.length === 0) return []
  return folders.every(({ state }) => state === 'paused')
    ? [{ label: words.resume, action: { do: 'resume' } }]
    : [{ label: words.pause, action: { do: 'pause' } }]
}
