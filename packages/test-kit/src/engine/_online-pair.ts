import type { NodeId } from '@tidemark/protocol'
import { expectSame, makePair, type Pair } from './_pair.js'

/** Two devices in sync; what is put into `deselected` is kept off the disk of the first one. */
export async function pairWith(
  files: Record<string, string>,
): Promise<Pair & { readonly deselected: Set<NodeId> }> {
  const deselected = new Set<NodeId>()
  const selection = { deselected: () => deselected }
  const pair = await makePair(1, {
    adjust: (deps) => (deps.settings.deviceName === 'Alpha' ? { ...deps, selection } : deps),
  })
  for (const [path, text] of Object.entries(files)) pair.a.disk.write(path, text)
  await expectSame(pair)
  return { ...pair, deselected }
}

/** The node of that name in the folder, else at the top. */
export function nodeAt({ a }: Pair, name: string, folder?: NodeId): NodeId {
  const { remote } = a.store
  const parentId = folder ?? remote.root()?.nodeId
  const found = parentId && remote.children(parentId).find((node) => node.name === name)
  if (!found) throw new Error(`no ${name}`)
  return found.nodeId
}
