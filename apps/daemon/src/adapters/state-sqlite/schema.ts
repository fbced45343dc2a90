/**
 * Tables of the state store. Ids are 16 or 32 bytes, names their own text, `content` see
 * content-codec.ts. `name_key` is NULL where it equals the name, which is nearly always, so that
 * names are indexed once.
 */

/** Raised with every change of the tables; a file of a newer version is refused. */
export const SCHEMA_VERSION = 3
/** "TMst": tells our file from any other SQLite file. */
export const APPLICATION_ID = 0x544d7374

const NODE_COLUMNS = `
  node_id BLOB NOT NULL PRIMARY KEY,
  parent_id BLOB,
  name TEXT NOT NULL,
  name_key TEXT,
  kind TEXT NOT NULL,
  content TEXT`

const AGREED_COLUMNS = `
  content_rev BLOB NOT NULL,
  place_rev BLOB NOT NULL`

const LOCAL_COLUMNS = `
  device TEXT NOT NULL,
  inode TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  mtime_ns INTEGER NOT NULL,
  ctime_ns INTEGER NOT NULL,
  birthtime_ns INTEGER,
  executable INTEGER NOT NULL,
  missing_since_ms INTEGER`

/** A name on disk that is not the node's, and whether it is an alias rather than a spelling. */
const DISK_NAME_COLUMNS = ['disk_name TEXT', 'is_alias INTEGER NOT NULL DEFAULT 0']
const ALIAS_INDEX = 'CREATE INDEX local_node_alias ON local_node (node_id) WHERE is_alias = 1'

/** Statements that make an empty file a state store. */
export const SCHEMA_SQL = [
  'CREATE TABLE counted (name TEXT NOT NULL PRIMARY KEY, rows INTEGER NOT NULL) STRICT',
  ...tree('remote_node', AGREED_COLUMNS),
  ...tree('synced_node', AGREED_COLUMNS),
  ...tree('local_node', [LOCAL_COLUMNS, ...DISK_NAME_COLUMNS].join(', ')),
  'CREATE INDEX local_node_inode ON local_node (inode, device)',
  `CREATE INDEX local_node_missing ON local_node (missing_since_ms, node_id)
    WHERE missing_since_ms IS NOT NULL`,
  ALIAS_INDEX,
  `CREATE TABLE local_block (
    node_id BLOB NOT NULL,
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL,
    block_id BLOB NOT NULL,
    PRIMARY KEY (node_id, offset)
  ) STRICT, WITHOUT ROWID`,
  'CREATE INDEX local_block_id ON local_block (block_id)',
  `CREATE TABLE dirty_node (
    position INTEGER PRIMARY KEY,
    node_id BLOB NOT NULL UNIQUE,
    due_ms INTEGER NOT NULL
  ) STRICT`,
  'CREATE INDEX dirty_node_due ON dirty_node (due_ms, position)',
  ...counters('dirty_node'),
  `CREATE TABLE held_item (
    path TEXT NOT NULL PRIMARY KEY,
    node_id BLOB,
    code TEXT NOT NULL,
    detail TEXT NOT NULL,
    since_ms INTEGER NOT NULL,
    retry_at_ms INTEGER,
    attempts INTEGER NOT NULL
  ) STRICT`,
  ...counters('held_item'),
  'CREATE TABLE fact (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT',
  'CREATE TABLE setting (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT',
]

/** Statements that bring a file of an older version to the next one, by that older version. */
export const SCHEMA_UPGRADES: Readonly<Record<number, readonly string[]>> = {
  1: [
    ...DISK_NAME_COLUMNS.map((column) => `ALTER TABLE local_node ADD COLUMN ${column}`),
    ALIAS_INDEX,
  ],
  2: ['DROP INDEX local_node_not_durable', 'ALTER TABLE local_node DROP COLUMN durable'],
}

function tree(table: string, columns: string): string[] {
  return [
    `CREATE TABLE ${table} (${NODE_COLUMNS}, ${columns}) STRICT`,
    `CREATE INDEX ${table}_place ON ${table} (parent_id, name, node_id)`,
    `CREATE INDEX ${table}_key ON ${table} (parent_id, name_key) WHERE name_key IS NOT NULL`,
    ...counters(table),
  ]
}

/** Counting a table of a million rows takes long, so the rows are counted as they come and go. */
function counters(table: string): string[] {
  return [
    `INSERT INTO counted VALUES ('${table}', 0)`,
    `CREATE TRIGGER ${table}_added AFTER INSERT ON ${table} BEGIN
      UPDATE counted SET rows = rows + 1 WHERE name = '${table}'; END`,
    `CREATE TRIGGER ${table}_removed AFTER DELETE ON ${table} BEGIN
      UPDATE counted SET rows = rows - 1 WHERE name = '${table}'; END`,
  ]
}
