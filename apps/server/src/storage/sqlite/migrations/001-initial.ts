import type { Migration } from './migrations.js'

/**
 * First schema; explained in docs/design/metadata-schema.md. Ids are 16 bytes, hashes and block ids
 * 32. Tables without rowid are stored in the order of their primary key.
 */
export const initial: Migration = {
  version: 1,
  what: 'accounts, spaces, journal, history, block index',
  statements: [
    `CREATE TABLE account (
      account_id BLOB PRIMARY KEY,
      login TEXT NOT NULL,
      login_key TEXT NOT NULL UNIQUE,
      password_hash TEXT NOT NULL,
      quota_bytes INTEGER,
      used_bytes INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      sweep_generation INTEGER NOT NULL,
      created_at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE device (
      ordinal INTEGER PRIMARY KEY,
      device_id BLOB NOT NULL UNIQUE,
      account_id BLOB NOT NULL REFERENCES account,
      name TEXT NOT NULL,
      platform TEXT NOT NULL,
      created_at_ms INTEGER NOT NULL,
      last_seen_at_ms INTEGER,
      revoked_at_ms INTEGER
    ) STRICT`,
    'CREATE INDEX device_by_account ON device (account_id)',
    `CREATE TABLE token (
      token_hash BLOB PRIMARY KEY,
      kind TEXT NOT NULL CHECK (kind IN ('device', 'session')),
      account_id BLOB NOT NULL REFERENCES account,
      device_id BLOB REFERENCES device (device_id),
      created_at_ms INTEGER NOT NULL,
      expires_at_ms INTEGER
    ) STRICT, WITHOUT ROWID`,
    'CREATE INDEX token_by_account ON token (account_id, device_id)',
    'CREATE INDEX token_by_expiry ON token (expires_at_ms) WHERE expires_at_ms IS NOT NULL',
    `CREATE TABLE account_change (
      account_id BLOB NOT NULL REFERENCES account,
      seq INTEGER NOT NULL,
      at_ms INTEGER NOT NULL,
      type TEXT NOT NULL,
      space_id BLOB,
      device_id BLOB,
      PRIMARY KEY (account_id, seq)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE space (
      ordinal INTEGER PRIMARY KEY,
      space_id BLOB NOT NULL UNIQUE,
      account_id BLOB NOT NULL REFERENCES account,
      name TEXT NOT NULL,
      root_node_id BLOB NOT NULL,
      epoch BLOB NOT NULL,
      encryption_mode TEXT NOT NULL DEFAULT 'none',
      head_seq INTEGER NOT NULL,
      head_hash BLOB NOT NULL,
      trimmed_seq INTEGER NOT NULL,
      trimmed_hash BLOB NOT NULL,
      file_count INTEGER NOT NULL,
      last_order INTEGER NOT NULL,
      created_at_ms INTEGER NOT NULL
    ) STRICT`,
    'CREATE INDEX space_by_account ON space (account_id)',
    `CREATE TABLE member (
      space_id BLOB NOT NULL REFERENCES space (space_id),
      account_id BLOB NOT NULL REFERENCES account,
      role TEXT NOT NULL CHECK (role IN ('editor', 'viewer')),
      since_ms INTEGER NOT NULL,
      PRIMARY KEY (space_id, account_id)
    ) STRICT, WITHOUT ROWID`,
    'CREATE INDEX member_by_account ON member (account_id)',
    `CREATE TABLE access_grant (
      grant_id BLOB PRIMARY KEY,
      space_id BLOB NOT NULL REFERENCES space (space_id),
      node_id BLOB,
      principal_kind TEXT NOT NULL CHECK (principal_kind IN ('account', 'group', 'link')),
      principal_id BLOB NOT NULL,
      role TEXT NOT NULL,
      expires_at_ms INTEGER,
      created_at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID`,
    'CREATE INDEX access_grant_by_space ON access_grant (space_id, node_id)',
    'CREATE INDEX access_grant_by_principal ON access_grant (principal_kind, principal_id)',
    `CREATE TABLE mount (
      space_id BLOB NOT NULL REFERENCES space (space_id),
      node_id BLOB NOT NULL,
      target_space_id BLOB NOT NULL REFERENCES space (space_id),
      PRIMARY KEY (space_id, node_id)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE node (
      space_id BLOB NOT NULL REFERENCES space (space_id),
      node_id BLOB NOT NULL,
      parent_id BLOB,
      name TEXT NOT NULL,
      name_key TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('file', 'folder', 'link', 'mount')),
      content_rev BLOB NOT NULL,
      place_rev BLOB NOT NULL,
      changed_seq INTEGER NOT NULL,
      list_order INTEGER NOT NULL,
      deleted_seq INTEGER,
      deleted_at_ms INTEGER,
      deleted_by TEXT,
      deleted_top BLOB,
      PRIMARY KEY (space_id, node_id)
    ) STRICT, WITHOUT ROWID`,
    // One live node per place (I7); also lists the children of a folder.
    `CREATE UNIQUE INDEX node_place ON node (space_id, parent_id, name_key)
      WHERE deleted_seq IS NULL`,
    `CREATE INDEX node_folder ON node (space_id, list_order)
      WHERE kind = 'folder' AND deleted_seq IS NULL`,
    'CREATE INDEX node_tombstone ON node (space_id, node_id) WHERE deleted_seq IS NOT NULL',
    'CREATE INDEX node_trash ON node (space_id, deleted_seq, node_id) WHERE deleted_top = node_id',
    'CREATE INDEX node_by_top ON node (space_id, deleted_top) WHERE deleted_top IS NOT NULL',
    `CREATE INDEX node_deleted_child ON node (space_id, parent_id, deleted_seq)
      WHERE deleted_seq IS NOT NULL`,
    `CREATE TABLE revision (
      space_id BLOB NOT NULL REFERENCES space (space_id),
      revision_id BLOB NOT NULL,
      node_id BLOB NOT NULL,
      size_bytes INTEGER NOT NULL,
      root BLOB,
      depth INTEGER NOT NULL,
      profile_id TEXT NOT NULL,
      hash_id TEXT NOT NULL,
      mtime_ns TEXT NOT NULL,
      birthtime_ns TEXT,
      executable INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      at_ms INTEGER NOT NULL,
      device_id BLOB,
      device_name TEXT NOT NULL,
      PRIMARY KEY (space_id, revision_id)
    ) STRICT, WITHOUT ROWID`,
    'CREATE INDEX revision_by_node ON revision (space_id, node_id, seq)',
    `CREATE TABLE change (
      space_id BLOB NOT NULL REFERENCES space (space_id),
      seq INTEGER NOT NULL,
      hash BLOB NOT NULL,
      digest BLOB NOT NULL,
      body TEXT NOT NULL,
      PRIMARY KEY (space_id, seq)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE op_result (
      space_id BLOB NOT NULL REFERENCES space (space_id),
      actor_id BLOB NOT NULL,
      op_id BLOB NOT NULL,
      digest BLOB NOT NULL,
      result TEXT NOT NULL,
      at_ms INTEGER NOT NULL,
      PRIMARY KEY (space_id, actor_id, op_id)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE conflict (
      ordinal INTEGER PRIMARY KEY,
      space_id BLOB NOT NULL REFERENCES space (space_id),
      conflict_id BLOB NOT NULL,
      is_open INTEGER NOT NULL,
      body TEXT NOT NULL,
      UNIQUE (space_id, conflict_id)
    ) STRICT`,
    'CREATE INDEX conflict_open ON conflict (space_id, ordinal) WHERE is_open = 1',
    `CREATE TABLE hold (
      ordinal INTEGER PRIMARY KEY,
      space_id BLOB NOT NULL REFERENCES space (space_id),
      hold_id BLOB NOT NULL,
      is_open INTEGER NOT NULL,
      body TEXT NOT NULL,
      UNIQUE (space_id, hold_id)
    ) STRICT`,
    'CREATE INDEX hold_open ON hold (space_id, ordinal) WHERE is_open = 1',
    `CREATE TABLE deletion (
      ordinal INTEGER PRIMARY KEY,
      space_id BLOB NOT NULL REFERENCES space (space_id),
      actor_id BLOB NOT NULL,
      at_ms INTEGER NOT NULL,
      file_count INTEGER NOT NULL
    ) STRICT`,
    'CREATE INDEX deletion_by_actor ON deletion (space_id, actor_id, at_ms)',
    `CREATE TABLE block (
      account_id BLOB NOT NULL REFERENCES account,
      block_id BLOB NOT NULL,
      segment_id BLOB NOT NULL,
      offset INTEGER NOT NULL,
      length INTEGER NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('data', 'list')),
      raw_length INTEGER NOT NULL,
      PRIMARY KEY (account_id, block_id)
    ) STRICT, WITHOUT ROWID`,
    'CREATE INDEX block_by_segment ON block (segment_id, offset)',
    `CREATE TABLE space_block (
      space_id BLOB NOT NULL REFERENCES space (space_id),
      block_id BLOB NOT NULL,
      generation INTEGER NOT NULL,
      PRIMARY KEY (space_id, block_id)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE block_grant (
      space_id BLOB NOT NULL REFERENCES space (space_id),
      block_id BLOB NOT NULL,
      device_id BLOB NOT NULL,
      expires_at_ms INTEGER NOT NULL,
      PRIMARY KEY (space_id, block_id, device_id)
    ) STRICT, WITHOUT ROWID`,
    'CREATE INDEX block_grant_by_expiry ON block_grant (expires_at_ms)',
    `CREATE TABLE lease (
      name TEXT PRIMARY KEY,
      holder TEXT NOT NULL,
      expires_at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID`,
  ],
}
