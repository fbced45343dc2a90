import type { Migration } from './migrations.js'

/**
 * Which blocks of a space are there as list blocks; of those that were before this nothing is
 * known, so commits walk their trees once more. An index for forgetting answers by age.
 */
export const listsAndAges: Migration = {
  version: 2,
  what: 'list blocks of a space, answers by age',
  statements: [
    'ALTER TABLE space_block ADD COLUMN is_list INTEGER NOT NULL DEFAULT 0',
    'CREATE INDEX space_block_list ON space_block (space_id, block_id) WHERE is_list = 1',
    'CREATE INDEX op_result_by_age ON op_result (space_id, at_ms)',
  ],
}
