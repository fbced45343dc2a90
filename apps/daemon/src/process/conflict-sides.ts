import type { ConflictSide, OpenConflict } from '@tidemark/control'
import { AppError, type ConflictList, type NodeId } from '@tidemark/protocol'
import type { FolderRunner } from './folder-runner.js'
import type { NodeFacts } from './worker-messages.js'

type ListedConflict = ConflictList['conflicts'][number]

/** Open conflicts of one folder with what this device knows of both sides. */
export async function describeConflicts(
  runner: Pick<FolderRunner, 'folder' | 'call'>,
  listed: readonly ListedConflict[],
): Promise<OpenConflict[]> {
  const { folderId, path: folderPath } = runner.folder
  const nodeIds = listed.flatMap(({ record }) => [record.nodeId, record.copyNodeId])
  const facts = await factsOf(runner, nodeIds)
  return listed.map(({ record, path = null, copyPath = null }) => {
    const { conflictId, deviceName, atMs } = record
    const original = facts.get(record.nodeId)
    const copy = facts.get(record.copyNodeId)
    return {
      ...{ folderId, folderPath, conflictId, path, copyPath, deviceName, atMs },
      ...(path !== null && original && { original: { ...original, deviceName: null } }),
      ...(copyPath !== null && copy && { copy: { ...copy, deviceName: copyDevice(record, copy) } }),
    }
  })
}

/** Whoever made the copy, unless it was edited since. */
function copyDevice(
  { copyRev, deviceName }: ListedConflict['record'],
  { revisionId }: NodeFacts,
): ConflictSide['deviceName'] {
  return revisionId === copyRev ? deviceName : null
}

/** Nothing while the engine does not run: the conflicts are the server's all the same. */
async function factsOf(
  runner: Pick<FolderRunner, 'call'>,
  nodeIds: readonly NodeId[],
): Promise<ReadonlyMap<NodeId, NodeFacts>> {
  if (nodeIds.length === 0) return new Map()
  try {
    const facts = await runner.call('nodeFacts', nodeIds)
    return new Map(facts.flatMap((one) => (one === undefined ? [] : [[one.nodeId, one]])))
  } catch (error) {
    if (error instanceof AppError) return new Map()
    throw error
  }
}
