import {
  type Epoch,
  formatId,
  type NodeId,
  type RandomId,
  type RevisionId,
  type Space,
  type SpaceId,
} from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import { chainChanges, genesisHash } from '../journal/chain.js'
import { nodeState } from '../journal/node-state.js'
import type { NodeRow, Role, SpaceRow } from '../metadata/rows.js'
import {
  accountTopic,
  type Clock,
  type Hashing,
  type MetadataStore,
  type Rng,
  type Wakeups,
} from '../ports.js'
import { openSpace } from './access.js'

/** Makes a space of the calling account, with its root folder as the first change. */
export async function createSpace(
  ports: { store: MetadataStore; clock: Clock; rng: Rng; hashing: Hashing; wakeups: Wakeups },
  caller: Caller,
  request: { name: string },
): Promise<Space> {
  const { store, clock, hashing, wakeups } = ports
  const { accountId, deviceId } = caller
  const mint = <T extends RandomId>() => formatId<T>(ports.rng.bytes(16))
  const atMs = clock.nowMs()
  const spaceId = mint<SpaceId>()
  const epoch = mint<Epoch>()
  const root = rootFolder(mint<NodeId>(), mint<RevisionId>(), mint<RevisionId>())
  const headHash = genesisHash(spaceId, epoch, hashing)
  const author = { accountId, deviceId, opId: null, atMs }
  const change = { ...author, seq: 1, type: 'upsert', node: nodeState(root), before: null } as const
  const [first] = chainChanges({ headHash }, [change], hashing)
  if (first === undefined) throw new Error('the first change got no place in the chain')
  const space: SpaceRow = {
    spaceId,
    accountId,
    name: request.name,
    rootNodeId: root.nodeId,
    epoch,
    headSeq: first.seq,
    headHash: first.hash,
    trimmedSeq: 0,
    trimmedHash: headHash,
    fileCount: 0,
    lastOrder: root.listOrder,
    createdAtMs: atMs,
  }
  await store.withAccountLock(accountId, async (tx) => {
    await tx.addSpace(space, root, first)
    await tx.appendAccountChange({ type: 'space_joined', atMs, spaceId, deviceId: null })
  })
  wakeups.publish(accountTopic(accountId))
  return spaceView(space, 'owner')
}

/** Spaces that the account can read, oldest first. */
export async function listSpaces(
  store: MetadataStore,
  caller: Caller,
): Promise<{ spaces: Space[] }> {
  const rows = await store.read((tx) => tx.listSpaces(caller.accountId))
  return { spaces: rows.map(({ space, role }) => spaceView(space, role)) }
}

/**
 * One space as the wire has it.
 * @throws AppError not_found
 */
export async function describeSpace(
  store: MetadataStore,
  caller: Caller,
  spaceId: SpaceId,
): Promise<Space> {
  const { space, role } = await openSpace(store, caller, spaceId, 'read')
  return spaceView(space, role)
}

function rootFolder(nodeId: NodeId, contentRev: RevisionId, placeRev: RevisionId): NodeRow {
  return {
    nodeId,
    parentId: null,
    name: '',
    kind: 'folder',
    contentRev,
    placeRev,
    content: null,
    changedSeq: 1,
    listOrder: 1,
    deletion: null,
  }
}

function spaceView(space: SpaceRow, role: Role): Space {
  const { spaceId, name, rootNodeId, epoch, headSeq } = space
  return { spaceId, name, rootNodeId, epoch, headSeq, role, encryptionMode: 'none' }
}
