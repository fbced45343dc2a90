import type { RulePause, SettingsState } from '@tidemark/control'
import { formatHours } from './hours-argument.js'
import type { Style } from './style.js'
import { countOf, formatBytes } from './wording.js'

/** Why a rule pauses, as part of a sentence. */
export const RULE_WORDS: Readonly<Record<RulePause, string>> = {
  hours: 'by the hours of pausing',
  battery: 'while on battery',
  metered: 'while the connection is metered',
}

/** Settings of syncing, one per line. */
export function formatSettings({ settings, pausedBy }: SettingsState, style: Style): string {
  const { onBattery, onMetered, hours } = settings.pauseRules
  const { keepDays, maxBytes } = settings.localTrash
  const when = [
    ...(onBattery ? ['on battery'] : []),
    ...(onMetered ? ['on a metered connection'] : []),
    ...hours.map(formatHours),
  ]
  const lines = [
    formatLimits(settings.bandwidth),
    `pause       ${when.length === 0 ? 'never by itself' : when.join(', ')}`,
    `trash       kept ${keepDays === null ? 'for ever' : `for ${countOf(keepDays, 'day')}`}${maxBytes === null ? '' : `, up to ${formatBytes(maxBytes)}`}`,
  ]
  if (onBattery || onMetered) {
    lines.push(style.dim('            Battery and connection are told by the app while it runs.'))
  }
  if (pausedBy !== null) {
    lines.push(
      style.warn(`Paused now ${RULE_WORDS[pausedBy]}; tidemark resume syncs all the same.`),
    )
  }
  return lines.join('\n')
}

/** The limits of bandwidth. */
export function formatLimits(bandwidth: SettingsState['settings']['bandwidth']): string {
  const { upBytesPerSecond, downBytesPerSecond } = bandwidth
  const words = (rate: number | null) => (rate === null ? 'no limit' : `${formatBytes(rate)}/s`)
  return `limit up    ${words(upBytesPerSecond)}\nlimit down  ${words(downBytesPerSecond)}`
}
