import {
  type AccountId,
  AppError,
  type FileContent,
  type NodeId,
  type RevisionId,
  type SpaceId,
} from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import type { MetadataStore } from '../ports.js'
import { getSpace } from '../spaces/access.js'
import { getNode } from './lookup.js'

/** A file's content and where its blocks belong. */
export interface ContentView {
  /** Owner of the space, whose blocks and keys these are. */
  readonly accountId: AccountId
  /** Name now, or the last one of a deleted file. */
  readonly name: string
  /** A strong validator: the same id always means the same bytes. */
  readonly revisionId: RevisionId
  readonly content: FileContent
}

/**
 * The current content of a live file, or any retained version of a live or deleted one.
 * @throws AppError not_found, node_missing, node_kind, revision_missing
 */
export async function getContent(
  store: MetadataStore,
  caller: Caller,
  spaceId: SpaceId,
  nodeId: NodeId,
  revisionId?: RevisionId,
): Promise<ContentView> {
  return store.read(async (tx) => {
    const { space } = await getSpace(tx, caller, spaceId, 'read')
    const { accountId } = space
    const { kind, name, content, contentRev, deletion } = await getNode(tx, spaceId, nodeId)
    if (kind !== 'file') throw new AppError('node_kind')
    if (revisionId === undefined) {
      if (deletion !== null) throw new AppError('node_missing')
      if (content === null) throw new AppError('revision_missing')
      return { accountId, name, revisionId: contentRev, content }
    }
    const revision = await tx.findRevision(spaceId, revisionId)
    if (revision?.nodeId !== nodeId) throw new AppError('revision_missing')
    return { accountId, name, revisionId, content: revision.content }
  })
}
