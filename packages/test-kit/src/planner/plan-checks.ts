import type { NodeId } from '@tidemark/protocol'
import { type Plan, reconcile } from '@tidemark/sync-engine'
import type { PlannerDevice } from './planner-device.js'
import type { ServerRows } from './server-rows.js'

/** What is wrong with a server's tree (I7). */
export function findTreeProblem(rows: ServerRows): string | undefined {
  for (const { nodeId } of rows.live()) {
    const problem = rows.problemOf(nodeId)
    if (problem !== undefined) return `the server's tree is invalid: ${nodeId} ${problem}`
  }
  return undefined
}

/** Whether the plan depends on the order in which nodes became dirty. */
export function findOrderProblem(
  { store, context }: PlannerDevice,
  plan: Plan,
  dirty: readonly NodeId[],
): string | undefined {
  const other = reconcile(store, dirty.toReversed(), context)
  const one = canonical(plan)
  const two = canonical(other)
  return one === two ? undefined : `the order decides: ${one} or ${two}`
}

/** The plan without the order of what is independent. */
function canonical(plan: Plan): string {
  const parts = Object.entries(plan).map(([part, steps]: [string, readonly unknown[]]) => {
    const texts = steps.map((step) =>
      JSON.stringify(Array.isArray(step) ? step.map((one) => JSON.stringify(one)).sort() : step),
    )
    return `${part}: ${texts.sort().join(' ')}`
  })
  return parts.join('\n')
}
