import type { AccountId, NodeId, SpaceId } from '@tidemark/protocol'
import { nameKey } from '@tidemark/protocol'
import type {
  AccountChangeRow,
  AccountRow,
  BlockLocation,
  ChangeRow,
  ConflictRow,
  DeviceRow,
  HoldRow,
  NodeRow,
  OpResultRow,
  PairingRow,
  RevisionRow,
  Role,
  SpaceRow,
  TokenRow,
} from '@tidemark/server-core'
import { MultiIndex } from '../state/multi-index.js'
import { LoggedTable, WriteLog } from './logged-table.js'

/** Rows of one space. */
export class SpaceTables {
  readonly nodes: LoggedTable<NodeRow>
  /** Ids of live nodes by parent. */
  readonly children = new MultiIndex<NodeId>()
  /** Ids of live nodes by place. */
  readonly places = new MultiIndex<NodeId>()
  readonly changes: LoggedTable<ChangeRow>
  readonly revisions: LoggedTable<RevisionRow>
  readonly opResults: LoggedTable<OpResultRow>
  readonly conflicts: LoggedTable<ConflictRow>
  readonly holds: LoggedTable<HoldRow>
  /** Keyed by a running number. */
  readonly deletions: LoggedTable<{ actorId: string; atMs: number; fileCount: number }>
  /** Sweep generation in which a commit last used the block, by block id. */
  readonly blocks: LoggedTable<number>
  /** Blocks of the space that are there as lists. */
  readonly lists: LoggedTable<true>
  /** Expiry by device id and block id. */
  readonly grants: LoggedTable<number>

  constructor(log: WriteLog) {
    this.nodes = new LoggedTable(log, (before, after) => this.#index(before, after))
    this.changes = new LoggedTable(log)
    this.revisions = new LoggedTable(log)
    this.opResults = new LoggedTable(log)
    this.conflicts = new LoggedTable(log)
    this.holds = new LoggedTable(log)
    this.deletions = new LoggedTable(log)
    this.blocks = new LoggedTable(log)
    this.lists = new LoggedTable(log)
    this.grants = new LoggedTable(log)
  }

  /** All rows as they are now; the result puts them back. */
  backUp(): () => void {
    return backUpTables([
      this.nodes,
      this.changes,
      this.revisions,
      this.opResults,
      this.conflicts,
      this.holds,
      this.deletions,
      this.blocks,
      this.lists,
      this.grants,
    ])
  }

  #index(before: NodeRow | undefined, after: NodeRow | undefined): void {
    if (before !== undefined && before.deletion === null) {
      this.children.remove(before.parentId ?? '', before.nodeId)
      this.places.remove(placeKey(before), before.nodeId)
    }
    if (after !== undefined && after.deletion === null) {
      this.children.add(after.parentId ?? '', after.nodeId)
      this.places.add(placeKey(after), after.nodeId)
    }
  }
}

/** Key of the place of a row. */
export function placeKey({ parentId, name }: Pick<NodeRow, 'parentId' | 'name'>): string {
  return `${parentId ?? ''}/${nameKey(name)}`
}

/** Everything that a MemoryMetadataStore holds. */
export class MemoryTables {
  readonly log = new WriteLog()
  readonly accounts = new LoggedTable<AccountRow>(this.log)
  readonly tokens = new LoggedTable<TokenRow>(this.log)
  readonly devices = new LoggedTable<DeviceRow>(this.log)
  readonly pairings = new LoggedTable<PairingRow>(this.log)
  readonly accountChanges = new LoggedTable<AccountChangeRow & { accountId: AccountId }>(this.log)
  readonly spaces = new LoggedTable<SpaceRow>(this.log)
  /** Role by space and account, for members that are no owners. */
  readonly members = new LoggedTable<Role>(this.log)
  readonly leases = new LoggedTable<{ holder: string; expiresAtMs: number }>(this.log)
  /** By account and block. */
  readonly blocks = new LoggedTable<BlockLocation>(this.log)
  /** Sweep generation by account. */
  readonly sweeps = new LoggedTable<number>(this.log)
  readonly #spaceTables = new Map<SpaceId, SpaceTables>()

  /** Tables of a space; empty ones for a space that does not exist. */
  of(spaceId: SpaceId): SpaceTables {
    const known = this.#spaceTables.get(spaceId)
    if (known !== undefined) return known
    const tables = new SpaceTables(this.log)
    this.#spaceTables.set(spaceId, tables)
    return tables
  }

  /** All rows as they are now; the result puts them back, as a backup would. */
  backUp(): () => void {
    const restoreCommon = backUpTables([
      this.accounts,
      this.tokens,
      this.devices,
      this.pairings,
      this.accountChanges,
      this.spaces,
      this.members,
      this.leases,
      this.blocks,
      this.sweeps,
    ])
    const restoreSpaces = [...this.#spaceTables.values()].map((tables) => tables.backUp())
    return () => {
      restoreCommon()
      for (const restore of restoreSpaces) restore()
    }
  }

  /** Spaces that an account owns. */
  ownedBy(accountId: AccountId): SpaceRow[] {
    return this.spaces.rows().filter((row) => row.accountId === accountId)
  }
}

/** Remembers the rows of tables; the result puts them back. */
function backUpTables(tables: readonly { backUp(): () => void }[]): () => void {
  const restores = tables.map((table) => table.backUp())
  return () => {
    for (const restore of restores) restore()
  }
}

/** `rows` by ascending `key`, those after `after`, at most `limit`. */
export function pageBy<Row, Key extends string | number>(
  rows: readonly Row[],
  key: (row: Row) => Key,
  after: Key,
  limit: number,
): Row[] {
  return rows
    .filter((row) => key(row) > after)
    .sort((a, b) => (key(a) < key(b) ? -1 : 1))
    .slice(0, limit)
}
