import type { ConflictDetails, ConflictSide } from '@tidemark/control'
import { AppError, type ConflictId, type NodeId, type RevisionList } from '@tidemark/protocol'
import type { ServerClient } from '../adapters/remote-http/server-client.js'
import type { Accounts } from './accounts.js'
import { describeConflicts } from './conflict-sides.js'
import type { LinkedFolders } from './linked-folders.js'

type Revision = RevisionList['revisions'][number]

/** Looks up all that is known of one conflict. */
export class ConflictLookup {
  readonly #accounts: Pick<Accounts, 'client'>
  readonly #folders: Pick<LinkedFolders, 'select'>

  constructor(accounts: Pick<Accounts, 'client'>, folders: Pick<LinkedFolders, 'select'>) {
    this.#accounts = accounts
    this.#folders = folders
  }

  /** @throws AppError `conflict_missing` when no linked folder has it open. */
  async details(conflictId: ConflictId, signal: AbortSignal): Promise<ConflictDetails> {
    const client = await this.#accounts.client()
    for (const runner of this.#folders.select(undefined)) {
      const { spaceId } = runner.folder
      const { conflicts } = await client.call('listConflicts', { params: { spaceId } }, signal)
      const listed = conflicts.find(({ record }) => record.conflictId === conflictId)
      if (listed === undefined) continue
      const [conflict] = await describeConflicts(runner, [listed])
      if (conflict === undefined) break
      const { nodeId, copyNodeId, baseRev } = listed.record
      const ofNode = (id: NodeId) => listRevisions(client, { spaceId, nodeId: id }, signal)
      const [originals, copies] = await Promise.all([ofNode(nodeId), ofNode(copyNodeId)])
      const base = originals.find((revision) => revision.revisionId === baseRev)
      return {
        conflict: {
          ...conflict,
          ...(conflict.original && { original: withDevice(conflict.original, originals) }),
          ...(conflict.copy && { copy: withDevice(conflict.copy, copies) }),
        },
        base: base === undefined ? null : { nodeId, ...factsOf(base) },
      }
    }
    throw new AppError('conflict_missing', { conflictId })
  }
}

/** Versions of a node; none of one that is deleted. */
async function listRevisions(
  client: ServerClient,
  params: { readonly spaceId: string; readonly nodeId: string },
  signal: AbortSignal,
): Promise<readonly Revision[]> {
  try {
    return (await client.call('listRevisions', { params }, signal)).revisions
  } catch (error) {
    if (error instanceof AppError && error.code === 'node_missing') return []
    throw error
  }
}

function withDevice(side: ConflictSide, revisions: readonly Revision[]): ConflictSide {
  const revision = revisions.find(({ revisionId }) => revisionId === side.revisionId)
  return { ...side, deviceName: revision?.deviceName ?? side.deviceName }
}

function factsOf({ revisionId, atMs, deviceName, sizeBytes }: Revision) {
  return { revisionId, atMs, deviceName, sizeBytes }
}
