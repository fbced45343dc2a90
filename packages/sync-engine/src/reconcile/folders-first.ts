import type { LocalPlacement } from './plan.js'

/**
 * The members of a component with those that others of it go into before those others. A ring of
 * targets has no order; the disk refuses it.
 */
export function foldersFirst(component: readonly LocalPlacement[]): LocalPlacement[] {
  const members = new Map(component.map((step) => [step.nodeId, step]))
  const depthOf = (step: LocalPlacement): number => {
    let depth = 0
    let parent = members.get(step.parentId)
    while (parent !== undefined && depth < component.length) {
      depth++
      parent = members.get(parent.parentId)
    }
    return depth
  }
  return [...component].sort((a, b) => depthOf(a) - depthOf(b))
}
