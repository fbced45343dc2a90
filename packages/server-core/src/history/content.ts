import type { AccountId, FileContent, NodeId, RevisionId, SpaceId } from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import type { MetadataStore } from '../ports.js'

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
  _store: MetadataStore,
  _caller: Caller,
  _spaceId: SpaceId,
  _nodeId: NodeId,
  _revisionId?: RevisionId,
): Promise<ContentView> {
  throw new Error('pending')
}
