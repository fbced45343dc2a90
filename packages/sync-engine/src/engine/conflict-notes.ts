import type { ConflictRecord } from '@tidemark/protocol'
import type { StateReader, StateTransaction } from '../state-store.js'

/** Setting that holds the ids of conflicts nobody has settled yet. For display: the server has them. */
const OPEN_CONFLICTS = 'open_conflicts'

/** Remembers or forgets a conflict as the journal reports it. */
export function noteConflict(tx: StateTransaction, record: ConflictRecord): void {
  const open = new Set(openConflicts(tx))
  if (record.resolution === null) open.add(record.conflictId)
  else open.delete(record.conflictId)
  tx.setSetting(OPEN_CONFLICTS, open.size === 0 ? undefined : [...open].join(' '))
}

/** Conflicts that the journal has reported and that are not settled. */
export function openConflictCount(store: StateReader): number {
  return openConflicts(store).length
}

function openConflicts(store: StateReader): string[] {
  return store.setting(OPEN_CONFLICTS)?.split(' ') ?? []
}
