import type { NodeId, NodeState, Operation } from '@tidemark/protocol'
import type { Caller } from '@tidemark/server-core'
import fc from 'fast-check'
import { type SpaceWorld, textContent } from './_server-world.js'

/** One random deed of a device that knows the whole tree. */
export const deed = fc.record({
  kind: fc.constantFrom('put', 'edit', 'mkdir', 'move', 'move', 'delete', 'restore', 'swap'),
  pick: fc.nat(1000),
  other: fc.nat(1000),
  name: fc.constantFrom('a', 'b', 'c'),
  content: fc.nat(6),
})
export type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never

/** Does `one` as `caller`; what the tree does not allow is refused and changes nothing. */
export async function doDeed(world: SpaceWorld, caller: Caller, one: Deed): Promise<void> {
  const operations = await operationsOf(world, one)
  const puts = operations.filter((operation) => operation.op === 'put')
  await world.upload(caller, ...puts.map(({ content }) => content))
  if (operations.length > 0) await world.commit(caller, ...operations)
}

async function operationsOf(
  world: SpaceWorld,
  { kind, pick, other, name, content }: Deed,
): Promise<Operation[]> {
  const nodes = [...(await world.tree()).values()]
  const folders = nodes.filter((node) => node.kind === 'folder')
  const parentId = folders[other % folders.length]?.nodeId ?? world.root
  const inner = nodes.filter((node) => node.parentId !== null)
  const node = inner[pick % Math.max(1, inner.length)]
  const text = textContent(`text ${content}`)
  if (kind === 'put') return [world.put({ parentId, name, content: text })]
  if (kind === 'mkdir') return [world.mkdir({ parentId, name })]
  if (kind === 'restore')
    return restoreOf(world, { pick, parentId, name, subtree: other % 2 === 0 })
  if (node === undefined) return []
  if (kind === 'edit') {
    const { nodeId, contentRev: base } = node
    return node.kind === 'file' ? [world.put({ nodeId, base, parentId, name, content: text })] : []
  }
  if (kind === 'move') return [world.move(node, { parentId, name })]
  if (kind === 'delete') return [world.delete(node)]
  const second = inner[other % inner.length]
  if (second === undefined || second === node) return []
  const place = (to: NodeState) => ({ parentId: to.parentId ?? world.root, name: to.name })
  return [
    world.move(node, { ...place(second), group: 1 }),
    world.move(second, { ...place(node), group: 1 }),
  ]
}

async function restoreOf(
  world: SpaceWorld,
  { pick, ...place }: { pick: number; parentId: NodeId; name: string; subtree: boolean },
): Promise<Operation[]> {
  const { deleted } = await world.snapshot()
  const nodeId = deleted[pick % Math.max(1, deleted.length)]
  if (nodeId === undefined) return []
  const row = await world.store.read(async (tx) =>
    (await tx.findNodes(world.spaceId, [nodeId])).get(nodeId),
  )
  if (row === undefined) return []
  const { content: _, ...node } = row
  return [world.restore(node, place)]
}
