import { disambiguateName, type NodeId, parseName } from '@tidemark/protocol'
import type { SpaceDraft } from './space-draft.js'

/**
 * `name`, or the first numbered form of it that no live node of the folder has.
 * @param ownId the node that is to get the name; it does not stand in its own way.
 */
export async function freeName(
  draft: SpaceDraft,
  parentId: NodeId,
  name: string,
  ownId: NodeId,
): Promise<string> {
  const wanted = parseName(name)
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? wanted : disambiguateName(wanted, number)
    const occupants = await draft.occupants(parentId, candidate)
    if (occupants.every((row) => row.nodeId === ownId)) return candidate
  }
}
