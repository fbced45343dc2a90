/**
 * Orders items so that each comes after those it depends on. Items that depend on each other form
 * one component. Tarjan's algorithm (SIAM J. Comput. 1, 1972) gives the components in this order.
 *
 * Deterministic: independent items keep the order of `ids`.
 * @param dependenciesOf ids outside of `ids` are ignored.
 */
export function orderByDependencies<Id extends string>(
  ids: readonly Id[],
  dependenciesOf: (id: Id) => readonly Id[],
): Id[][] {
  const known = new Set(ids)
  const index = new Map<Id, number>()
  const stack: Id[] = []
  const onStack = new Set<Id>()
  const components: Id[][] = []

  const visit = (id: Id): number => {
    const own = index.size
    index.set(id, own)
    let lowest = own
    stack.push(id)
    onStack.add(id)
    for (const next of dependenciesOf(id)) {
      if (!known.has(next)) continue
      if (!index.has(next)) lowest = Math.min(lowest, visit(next))
      else if (onStack.has(next)) lowest = Math.min(lowest, index.get(next) ?? lowest)
    }
    if (lowest === own) components.push(popComponent(id))
    return lowest
  }

  const popComponent = (id: Id): Id[] => {
    const component = stack.splice(stack.lastIndexOf(id))
    for (const member of component) onStack.delete(member)
    return component
  }

  for (const id of ids) if (!index.has(id)) visit(id)
  return components
}
