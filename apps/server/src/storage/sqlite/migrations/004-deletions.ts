import type { Migration } from './migrations.js'

/** Finds what went in one operation, wherever it lay: an undo brings it back. */
export const deletions: Migration = {
  version: 4,
  what: 'deleted nodes by position',
  statements: [
    'CREATE INDEX node_deleted ON node (space_id, deleted_seq) WHERE deleted_seq IS NOT NULL',
  ],
}
