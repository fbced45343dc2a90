import { AppError, type NodeId, nameKey } from '@tidemark/protocol'
import type { NodeRow } from '@tidemark/server-core'
import { show } from './sight.js'
import type { World } from './world.js'

/** All rows of the space that are live, the root included. */
async function liveRows({ server, space }: World): Promise<NodeRow[]> {
  return server.observed.metadata.read(async (tx) => [
    ...(await tx.listFolders(space.spaceId, 0, 1_000_000)),
    ...(await tx.listLeaves(space.spaceId, '', 1_000_000)),
  ])
}

/** I7: no orphan, no cycle, no two siblings of one name. */
export async function checkTree(world: World): Promise<void> {
  const rows = await liveRows(world)
  const byId = new Map<NodeId, NodeRow>(rows.map((row) => [row.nodeId, row]))
  const places = new Set<string>()
  for (const row of rows) {
    if (row.parentId === null) continue
    const place = `${row.parentId}/${nameKey(row.name)}`
    if (places.has(place)) world.report(`I7: two items are called ${show(row.name)}`)
    places.add(place)
    let above: NodeRow | undefined = row
    for (let depth = 0; above?.parentId != null; depth++) {
      if (depth > byId.size) {
        world.report(`I7: ${show(row.name)} is in a cycle`)
        break
      }
      const parent: NodeRow | undefined = byId.get(above.parentId)
      if (parent === undefined) world.report(`I7: ${show(above.name)} has no folder`)
      else if (parent.kind !== 'folder') world.report(`I7: ${show(above.name)} is in a file`)
      above = parent
    }
  }
}

/** I4, I8: every version that is kept can be read and is what a person wrote. */
export async function checkVersions(world: World): Promise<void> {
  const { server, space, ledger } = world
  const { metadata } = server.observed
  const revisions = await metadata.read((tx) => tx.listRevisionPage(space.spaceId, '', 1_000_000))
  for (const { content, nodeId } of revisions) {
    try {
      const text = await server.observed.readText(space, content)
      if (!ledger.isKnown(text)) world.report(`I4: a version of ${nodeId} is ${show(text)}`)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      world.report(`I8: a version of ${nodeId} cannot be read: ${error.code}`)
    }
  }
}

/** I9: the journal has no gap, and what devices know of the server is what the server has. */
export async function checkJournal(world: World): Promise<void> {
  const { server, space, devices } = world
  const { spaceId } = space
  const [row, changes] = await server.observed.metadata.read(async (tx) => [
    await tx.findSpace(spaceId),
    await tx.listChanges(spaceId, 0, 1_000_000),
  ])
  let seq = row?.trimmedSeq ?? 0
  for (const change of changes) {
    if (change.seq !== seq + 1) world.report(`I9: change ${change.seq} follows ${seq}`)
    seq = change.seq
  }
  if (seq !== row?.headSeq) world.report(`I9: the journal ends at ${seq}, not ${row?.headSeq}`)
  const expected = (await liveRows(world)).map(describeRow).sort()
  for (const { name, store } of devices) {
    const known: string[] = []
    const visit = (node: ReturnType<typeof store.remote.root>): void => {
      if (node === undefined) return
      known.push(describeRow(node))
      for (const child of store.remote.children(node.nodeId)) visit(child)
    }
    visit(store.remote.root())
    const wrong = symmetricDifference(expected, known)
    if (wrong.length > 0) world.report(`I9: ${name} knows another tree: ${wrong[0]}`)
  }
}

function describeRow({
  nodeId,
  parentId,
  name,
  contentRev,
  placeRev,
}: Pick<NodeRow, 'nodeId' | 'parentId' | 'name' | 'contentRev' | 'placeRev'>): string {
  return JSON.stringify([nodeId, parentId, name, contentRev, placeRev])
}

function symmetricDifference(one: readonly string[], two: readonly string[]): string[] {
  const [inOne, inTwo] = [new Set(one), new Set(two)]
  return [...one.filter((item) => !inTwo.has(item)), ...two.filter((item) => !inOne.has(item))]
}
