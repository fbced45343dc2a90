import type { TFunction } from 'i18next'
import type { FolderStatus } from '../../../ipc-contract/index.js'
import type { Format } from '../../format/format.js'
import { isWaiting, progressOf } from './folder-view.js'

/** One line on what a folder does: how much, how fast, how long still. */
export function folderLine(t: TFunction, format: Format, folder: FolderStatus): string {
  const { state, counts, pausedBy } = folder
  if (state === 'paused' && pausedBy !== undefined) return t(`home.pausedBy.${pausedBy}`)
  if (isWaiting(folder)) return t('home.waiting', { count: counts.pending })
  if (state !== 'syncing') return t(`home.state.${state}`, { count: counts.items })
  const { doneBytes, totalBytes, bytesPerSecond, leftMs } = progressOf([folder])
  const parts = [t('home.pending', { count: counts.pending })]
  if (totalBytes > 0) {
    parts.push(t('home.doneOf', { done: format.bytes(doneBytes), total: format.bytes(totalBytes) }))
  }
  if (bytesPerSecond > 0) parts.push(format.rate(bytesPerSecond))
  if (leftMs !== null) parts.push(t('home.timeLeft', { time: format.duration(leftMs) }))
  return parts.join(' · ')
}
