import { insertNote, type NodeId, splitExtension } from '@tidemark/protocol'

/** An item and what it is called somewhere. */
interface Called {
  readonly nodeId: NodeId
  readonly name: string
}

/**
 * What an item is called on its way to `name`: ordinary and visible, so that a crash cannot hide it,
 * and telling where it goes, so that whoever finds it left there can take it on.
 */
export function passingName({ nodeId, name }: Called): string {
  return insertNote(splitExtension(name), noteOf(nodeId))
}

/** Whether the item has the name that it gets on its way: nobody wants it to be called so. */
export function isPassing({ nodeId, name }: Called): boolean {
  return name.includes(` (${noteOf(nodeId)})`)
}

/** What the item is to be called: its name, or where it goes if that is a passing one. */
export function wishedName({ nodeId, name }: Called): string {
  return name.replace(` (${noteOf(nodeId)})`, '')
}

function noteOf(nodeId: NodeId): string {
  return `moving ${nodeId}`
}
