import { nameKey } from '@tidemark/protocol'
import { diskNameOf, type LocalNode } from '../trees.js'
import type { SeenEntry } from './screening.js'

/** How an item is called in the tree and on disk. */
export type Naming = Required<Pick<LocalNode, 'name' | 'diskName'>>

/** How an item is called that nobody has seen before. */
export function nameNewcomer({ name, nameInTree }: SeenEntry): Naming {
  return { name: nameInTree, diskName: name === nameInTree ? undefined : name }
}

/**
 * How a known item is called that is at `seen` now. An alias goes on standing for its name wherever
 * it is moved, and a name that differs in spelling alone is no other name (E42): a disk may list
 * accents otherwise than they were written, and what the author wrote stays on the server.
 * @param isTaken whether another item of the folder has this name in the tree.
 */
export function nameKnown(
  known: LocalNode,
  seen: SeenEntry,
  isTaken: (name: string) => boolean,
): Naming {
  const isSameName = nameKey(seen.name) === nameKey(diskNameOf(known))
  const isRespelled = nameKey(seen.name) === nameKey(known.name)
  if (!(isSameName || isRespelled) || isTaken(known.name)) return nameNewcomer(seen)
  return { name: known.name, diskName: seen.name === known.name ? undefined : seen.name }
}
