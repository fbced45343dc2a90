/** Rows as SQLite holds them, for the query builder. Blobs are ids and hashes. */

type Blob = Uint8Array

interface AccountTable {
  account_id: Blob
  login: string
  login_key: string
  password_hash: string
  quota_bytes: number | null
  used_bytes: number
  seq: number
  sweep_generation: number
  created_at_ms: number
}

interface DeviceTable {
  device_id: Blob
  ordinal: number
  account_id: Blob
  name: string
  platform: string
  created_at_ms: number
  last_seen_at_ms: number | null
  revoked_at_ms: number | null
}

interface TokenTable {
  token_hash: Blob
  kind: 'device' | 'session'
  account_id: Blob
  device_id: Blob | null
  created_at_ms: number
  expires_at_ms: number | null
}

interface PairingTable {
  ordinal: number
  pairing_id: Blob
  account_id: Blob
  device_id: Blob
  code_hash: Blob | null
  created_at_ms: number
  expires_at_ms: number
  wrong_guesses: number
  claimed_by: Blob | null
}

interface AccountChangeTable {
  account_id: Blob
  seq: number
  at_ms: number
  type: 'space_joined' | 'space_left' | 'device_added' | 'device_revoked'
  space_id: Blob | null
  device_id: Blob | null
}

interface SpaceTable {
  space_id: Blob
  ordinal: number
  account_id: Blob
  name: string
  root_node_id: Blob
  epoch: Blob
  head_seq: number
  head_hash: Blob
  trimmed_seq: number
  trimmed_hash: Blob
  file_count: number
  last_order: number
  created_at_ms: number
}

interface MemberTable {
  space_id: Blob
  account_id: Blob
  role: 'editor' | 'viewer'
  since_ms: number
}

interface NodeTable {
  space_id: Blob
  node_id: Blob
  parent_id: Blob | null
  name: string
  name_key: string
  kind: 'file' | 'folder' | 'link' | 'mount'
  content_rev: Blob
  place_rev: Blob
  changed_seq: number
  list_order: number
  deleted_seq: number | null
  deleted_at_ms: number | null
  deleted_by: string | null
  deleted_top: Blob | null
}

interface RevisionTable {
  space_id: Blob
  revision_id: Blob
  node_id: Blob
  size_bytes: number
  root: Blob | null
  depth: number
  profile_id: string
  hash_id: string
  mtime_ns: string
  birthtime_ns: string | null
  executable: number
  seq: number
  at_ms: number
  device_id: Blob | null
  device_name: string
}

interface ChangeTable {
  space_id: Blob
  seq: number
  hash: Blob
  digest: Blob
  body: string
}

interface OpResultTable {
  space_id: Blob
  actor_id: Blob
  op_id: Blob
  digest: Blob
  result: string
  at_ms: number
}

interface ConflictTable {
  ordinal: number
  space_id: Blob
  conflict_id: Blob
  is_open: number
  resolved_at_ms: number | null
  body: string
}

interface HoldTable {
  ordinal: number
  space_id: Blob
  hold_id: Blob
  is_open: number
  body: string
}

interface DeletionTable {
  ordinal: number
  space_id: Blob
  actor_id: Blob
  at_ms: number
  file_count: number
}

interface BlockTable {
  account_id: Blob
  block_id: Blob
  segment_id: Blob
  offset: number
  length: number
  kind: 'data' | 'list'
  raw_length: number
}

interface SpaceBlockTable {
  space_id: Blob
  block_id: Blob
  generation: number
  is_list: number
}

interface BlockGrantTable {
  space_id: Blob
  block_id: Blob
  device_id: Blob
  expires_at_ms: number
}

interface LeaseTable {
  name: string
  holder: string
  expires_at_ms: number
}

/** All tables. */
export interface Schema {
  account: AccountTable
  device: DeviceTable
  token: TokenTable
  pairing: PairingTable
  account_change: AccountChangeTable
  space: SpaceTable
  member: MemberTable
  node: NodeTable
  revision: RevisionTable
  change: ChangeTable
  op_result: OpResultTable
  conflict: ConflictTable
  hold: HoldTable
  deletion: DeletionTable
  block: BlockTable
  space_block: SpaceBlockTable
  block_grant: BlockGrantTable
  lease: LeaseTable
}
