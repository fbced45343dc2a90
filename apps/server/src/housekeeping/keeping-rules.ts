import { DEFAULT_RETENTION } from '@tidemark/server-core'
import type { ServerConfig } from '../config/config.js'
import type { KeepingRules } from './keep-house.js'

const DAY_MS = 86_400_000

/** How long things are kept, as the operator wishes. */
export function keepingRules({
  keepVersionsDays,
  keepTrashDays,
  keepJournalDays,
  keepAnswersDays,
}: ServerConfig): KeepingRules {
  return {
    retention: {
      ...DEFAULT_RETENTION,
      maxAgeMs: limitMs(keepVersionsDays),
      trashMaxAgeMs: limitMs(keepTrashDays),
    },
    journalMs: keepJournalDays * DAY_MS,
    answersMs: keepAnswersDays * DAY_MS,
  }
}

/** 0 days means for ever. */
function limitMs(days: number): number | null {
  return days === 0 ? null : days * DAY_MS
}
