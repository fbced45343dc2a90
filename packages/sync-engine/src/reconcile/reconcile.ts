import type { NodeId } from '@tidemark/protocol'
import type { ReconcileContext } from './context.js'
import { ancestorsOf, type Trees } from './entries.js'
import { localSide, remoteSide } from './placement-sides.js'
import type { Plan } from './plan.js'
import { PlanDraft } from './plan-draft.js'
import { Planner } from './planner.js'
import { rememberedTrees } from './remembered-trees.js'

/**
 * Decides what to do about the dirty nodes. Pure and total: the same trees give the same plan, any
 * trees give a plan. Idempotent: once the plan is carried out, the plan for the same nodes is
 * empty. The cost grows with the number of dirty nodes and of what lies below deleted folders.
 *
 * Content and place of a node are decided apart from each other, so an edit and a rename of one
 * file on two sides both apply. The tables are in decide-content.ts (C), decide-place.ts (P),
 * local-deletions.ts and remote-deletions.ts (D) and planner.ts (N).
 */
export function reconcile(
  stored: Trees,
  dirty: readonly NodeId[],
  context: ReconcileContext,
): Plan {
  const trees = rememberedTrees(stored)
  const draft = new PlanDraft()
  const planner = new Planner(trees, context, draft)
  for (const nodeId of dirty) planner.visit(nodeId)
  planner.turnBackCycles()
  const sides = {
    remote: remoteSide(trees, (nodeId) => planner.isLeavingRemote(nodeId)),
    local: localSide(trees, (nodeId) => planner.isLeavingLocal(nodeId)),
  }
  return draft.finish(dirty, sides, (nodeId) => ancestorsOf(trees.local, nodeId).length)
}
