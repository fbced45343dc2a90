import { createHash } from 'node:crypto'
import {
  type AccountId,
  type BlockId,
  type DeviceId,
  type Epoch,
  type FileContent,
  formatBlockId,
  formatId,
  type NodeId,
  type OpId,
  type RandomId,
  type RevisionId,
  type SpaceId,
} from '@tidemark/protocol'
import type {
  AccountRow,
  BlockRow,
  ChangeRow,
  MetadataStore,
  NodeRow,
  RevisionRow,
  SpaceRow,
} from '@tidemark/server-core'

function digest(text: string): Uint8Array {
  return createHash('sha256').update(text).digest()
}

/** The same id for the same text. */
export function sampleId<T extends RandomId>(text: string): T {
  return formatId<T>(digest(text).subarray(0, 16))
}

/** The same block id for the same text. */
export function sampleBlockId(text: string): BlockId {
  return formatBlockId(digest(text))
}

/** A hash as rows hold it. */
export function sampleHash(text: string): string {
  return sampleBlockId(text)
}

/** Owner of the sample space. */
export const ANN = sampleId<AccountId>('ann')
/** An account that may see nothing of it. */
export const BOB = sampleId<AccountId>('bob')
/** Ann's device. */
export const LAPTOP = sampleId<DeviceId>('laptop')
/** Ann's space. */
export const FILES = sampleId<SpaceId>('files')
/** A space that exists only where a case adds it. */
export const OTHER = sampleId<SpaceId>('other')
/** Root folder of `FILES`. */
export const ROOT = sampleId<NodeId>('root')

/** An account without quota. */
export function sampleAccount(accountId: AccountId, login: string): AccountRow {
  return {
    accountId,
    login,
    loginKey: login.toLowerCase(),
    passwordHash: `hash of ${login}`,
    quotaBytes: null,
    usedBytes: 0,
    seq: 0,
    createdAtMs: 1,
  }
}

/** Content of one block that is named after `text`. */
export function sampleContent(text: string, sizeBytes = 10): FileContent {
  return {
    sizeBytes,
    root: sizeBytes === 0 ? null : sampleBlockId(text),
    depth: 0,
    profileId: 'test/1',
    hashId: 'sha256',
    mtimeNs: '-1',
    executable: false,
  }
}

/** A live folder in the root, unless `fields` say otherwise; ids are made from `name`. */
export function sampleNode(name: string, fields: Partial<NodeRow> = {}): NodeRow {
  return {
    nodeId: sampleId<NodeId>(name),
    parentId: ROOT,
    name,
    kind: 'folder',
    contentRev: sampleId<RevisionId>(`content of ${name}`),
    placeRev: sampleId<RevisionId>(`place of ${name}`),
    content: null,
    changedSeq: 2,
    listOrder: fields.kind === undefined || fields.kind === 'folder' ? 2 : 0,
    deletion: null,
    ...fields,
  }
}

/** A file with its version; add the version before the node. */
export function sampleFile(
  name: string,
  fields: Partial<NodeRow> = {},
): { node: NodeRow; revision: RevisionRow } {
  const content = fields.content ?? sampleContent(name)
  const node = sampleNode(name, { kind: 'file', content, ...fields })
  return { node, revision: sampleRevision(node, content) }
}

/** The version that a node points to. */
export function sampleRevision(
  { nodeId, contentRev }: Pick<NodeRow, 'nodeId' | 'contentRev'>,
  content: FileContent,
  fields: Partial<RevisionRow> = {},
): RevisionRow {
  const seq = { seq: 2, atMs: 5, deviceId: LAPTOP, deviceName: 'Laptop' }
  return { revisionId: contentRev, nodeId, content, ...seq, ...fields }
}

/** A deletion at the journal position `seq`. */
export function sampleDeletion(seq: number, topId: NodeId): NonNullable<NodeRow['deletion']> {
  return { seq, atMs: 7, deviceName: 'Laptop', topId }
}

/** Some change at a position, with made-up hashes. */
export function sampleChange(seq: number): ChangeRow {
  const author = { accountId: ANN, deviceId: LAPTOP, opId: sampleId<OpId>(`op ${seq}`), atMs: 5 }
  const change = { ...author, seq, type: 'delete', nodeId: ROOT, subtree: true } as const
  return { seq, hash: sampleHash(`hash ${seq}`), digest: sampleHash(`digest ${seq}`), change }
}

/** An index row of a block that is named after `text`. */
export function sampleBlock(text: string, fields: Partial<BlockRow> = {}): BlockRow {
  return {
    blockId: sampleBlockId(text),
    segmentId: sampleId('segment'),
    offset: 64,
    length: 100,
    kind: 'data',
    rawLength: 300,
    ...fields,
  }
}

/** Ann with the space `FILES`, its root at position 1, and Bob with nothing. */
export async function fill(store: MetadataStore): Promise<void> {
  await store.write(async (tx) => {
    await tx.addAccount(sampleAccount(ANN, 'Ann'))
    await tx.addAccount(sampleAccount(BOB, 'bob'))
  })
  await store.withAccountLock(ANN, async (tx) => {
    await tx.addDevice({
      deviceId: LAPTOP,
      accountId: ANN,
      name: 'Laptop',
      platform: 'linux',
      createdAtMs: 3,
      lastSeenAtMs: null,
      revokedAtMs: null,
    })
  })
  await addSpace(store, ANN, FILES, ROOT)
}

/** A space with nothing but its root. */
export async function addSpace(
  store: MetadataStore,
  accountId: AccountId,
  spaceId: SpaceId,
  rootNodeId: NodeId,
): Promise<void> {
  const first = sampleChange(1)
  const space: SpaceRow = {
    spaceId,
    accountId,
    name: 'Files',
    rootNodeId,
    epoch: sampleId<Epoch>('epoch'),
    headSeq: 1,
    headHash: first.hash,
    trimmedSeq: 0,
    trimmedHash: sampleHash('genesis'),
    fileCount: 0,
    lastOrder: 1,
    createdAtMs: 4,
  }
  const root = sampleNode('', { nodeId: rootNodeId, parentId: null, changedSeq: 1, listOrder: 1 })
  await store.withAccountLock(accountId, (tx) => tx.addSpace(space, root, first))
}
