import type { Migration } from './migrations.js'

/** When a conflict was resolved, for listing those resolved last. */
export const resolvedConflicts: Migration = {
  version: 3,
  what: 'conflicts by time of resolution',
  statements: [
    'ALTER TABLE conflict ADD COLUMN resolved_at_ms INTEGER',
    `UPDATE conflict SET resolved_at_ms = json_extract(body, '$.resolution.atMs')
      WHERE is_open = 0`,
    `CREATE INDEX conflict_resolved ON conflict (space_id, resolved_at_ms, conflict_id)
      WHERE resolved_at_ms IS NOT NULL`,
  ],
}
