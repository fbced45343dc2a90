import type { Operation, OpId } from '@tidemark/protocol'
import type { RemoteStep } from '@tidemark/sync-engine'

/** Answers are given once here: an operation that is sent again is a new one. */
const OP_ID = '' as OpId // see above

/** The operation that carries a step out. @param plannedSeq journal position of the plan. */
export function operationOf(step: RemoteStep, plannedSeq: number): Operation {
  const { nodeId } = step
  if (step.kind === 'delete') {
    return { op: 'delete', opId: OP_ID, nodeId, base: step.base, plannedSeq }
  }
  const { parentId, name } = step
  const copyName = copyNameOf(name)
  const common = { opId: OP_ID, nodeId, parentId, name }
  switch (step.kind) {
    case 'mkdir':
      return { op: 'mkdir', ...common, copy: { nodeId, name: copyName } }
    case 'move':
      return { op: 'move', ...common, base: step.base, copyName }
    case 'restore':
      return { op: 'restore', ...common, copyName, subtree: step.subtree }
    case 'put': {
      const { base, content, copyNodeId } = step
      const copy = { nodeId: copyNodeId, name: copyName }
      return { op: 'put', ...common, base, content, onConflict: 'copy', copy }
    }
  }
}

const COPY_MARK = ' (conflicted copy)'

function copyNameOf(name: string): string {
  return name.endsWith(COPY_MARK) ? name : name + COPY_MARK
}
