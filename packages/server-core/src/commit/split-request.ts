import type { Operation } from '@tidemark/protocol'

/** Operations that are applied together or not at all; mostly one. */
export interface Unit {
  readonly operations: readonly Operation[]
  readonly isGroup: boolean
}

/**
 * The units of a request in order. A group stands where its first operation stood, its operations
 * in their order.
 */
export function splitUnits(operations: readonly Operation[]): Unit[] {
  const units: { operations: Operation[]; isGroup: boolean }[] = []
  const groups = new Map<number, { operations: Operation[]; isGroup: boolean }>()
  for (const operation of operations) {
    const open = operation.group === undefined ? undefined : groups.get(operation.group)
    if (open !== undefined) {
      open.operations.push(operation)
      continue
    }
    const unit = { operations: [operation], isGroup: operation.group !== undefined }
    if (operation.group !== undefined) groups.set(operation.group, unit)
    units.push(unit)
  }
  return units
}

/**
 * Packs units into transactions of about `size` operations, so that none holds the lock for long;
 * a larger group stays whole.
 */
export function splitChunks(units: readonly Unit[], size: number): Unit[][] {
  const chunks: Unit[][] = []
  let room = 0
  for (const unit of units) {
    const chunk = chunks.at(-1)
    if (chunk === undefined || room < unit.operations.length) {
      chunks.push([unit])
      room = size - unit.operations.length
    } else {
      chunk.push(unit)
      room -= unit.operations.length
    }
  }
  return chunks
}
