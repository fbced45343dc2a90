import { diskNameOf, type LocalNode } from '../trees.js'
import type { SeenEntry } from './screening.js'

/** How an item is called in the tree and on disk. */
export type Naming = Required<Pick<LocalNode, 'name' | 'diskName'>>

/** How an item is called that nobody has seen before. */
export function nameNewcomer({ name, nameInTree }: SeenEntry): Naming {
  return { name: nameInTree, diskName: name === nameInTree ? undefined : name }
}

/**
 * How a known item is called that is at `seen` now: an alias, or a name that the disk spells in its
 * own way, goes on standing for its name wherever it is moved (E41, E42).
 * @param isTaken whether another item of the folder has this name in the tree.
 */
export function nameKnown(
  known: LocalNode,
  seen: SeenEntry,
  isTaken: (name: string) => boolean,
): Naming {
  const { name, diskName } = known
  if (seen.name !== diskNameOf(known) || isTaken(name)) return nameNewcomer(seen)
  return { name, diskName }
}
