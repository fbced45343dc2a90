import type { Operation } from '@tidemark/protocol'
import { applyOperation, type OperationContext } from './apply-operation.js'
import { checkPlaced, renumberFolders } from './check-placed.js'
import { type Outcome, rejected } from './results.js'
import type { Unit } from './split-request.js'
import type { UsableContent } from './verify-content.js'

/**
 * Applies one operation or one group to the draft, wholly or not at all. A group stands when each
 * of its operations is applied and, at its end, every node that came to a new place may be there.
 */
export async function applyUnit(
  context: OperationContext,
  { operations, isGroup }: Unit,
): Promise<Outcome[]> {
  const { draft, brake } = context
  draft.begin()
  const outcomes: Outcome[] = []
  for (const operation of operations) {
    const outcome = await applyOperation(context, operation, isGroup)
    outcomes.push(outcome)
    if (isGroup && outcome.result.result !== 'applied') {
      return failGroup(context, operations, outcomes.length - 1, outcome)
    }
  }
  for (const [index, operation] of operations.entries()) {
    for (const placed of outcomes[index]?.placed ?? []) {
      const code = await checkPlaced(draft, placed)
      if (code !== undefined) {
        return failGroup(context, operations, index, rejected(operation, code))
      }
    }
  }
  for (const { placed, deletedFiles } of outcomes) {
    await renumberFolders(draft, placed)
    brake.pass(deletedFiles)
  }
  return outcomes
}

function failGroup(
  { draft }: OperationContext,
  operations: readonly Operation[],
  failed: number,
  outcome: Outcome,
): Outcome[] {
  draft.rollback()
  return operations.map((operation, index) =>
    index === failed ? outcome : rejected(operation, 'group_failed'),
  )
}

/** Verified contents of puts that outcomes brought into use. */
export function usedContents(
  { verdicts }: OperationContext,
  outcomes: readonly Outcome[],
): UsableContent[] {
  return outcomes.flatMap(({ usesContent, result }) => {
    const verdict = usesContent ? verdicts.get(result.opId) : undefined
    return verdict?.state === 'ok' ? [verdict] : []
  })
}
