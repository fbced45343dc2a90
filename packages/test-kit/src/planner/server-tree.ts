import {
  type AccountId,
  type ConflictId,
  type DeviceId,
  disambiguateName,
  type ErrorCode,
  type NodeId,
  type Operation,
  type OperationResult,
  type PutOperation,
  parseName,
} from '@tidemark/protocol'
import {
  type ConflictRow,
  type Decision,
  decide,
  type NodeRow,
  planFolderDelete,
} from '@tidemark/server-core'
import type { ServerRows, TreeChange } from './server-rows.js'

type Loss = Extract<OperationResult, { result: 'conflict' }>['reason']

/** A conflicted copy that was made. */
export interface ConflictNote {
  readonly record: ConflictRow
  readonly loss: Loss
  readonly winner: NodeRow
  readonly copy: NodeRow
  /** Whether the planner did not know the winner when it planned the put. */
  readonly isRace: boolean
  /** Whether the copy is still there. */
  isOpen: boolean
}

/**
 * The server's tree as the planner meets it: the real conflict policy and the real rule of folder
 * deletions over rows in memory, without accounts, blocks, quotas and the deletion brake. What is
 * restated here is compared with the server's own code by a test.
 */
export class ServerTree {
  readonly #rows: ServerRows
  readonly #conflicts: ConflictNote[] = []
  #knownSeq = 0

  constructor(rows: ServerRows) {
    this.#rows = rows
  }

  get rows(): ServerRows {
    return this.#rows
  }

  /** Conflicted copies that were made, in order. */
  get conflicts(): readonly ConflictNote[] {
    return this.#conflicts
  }

  changesAfter(seq: number): readonly TreeChange[] {
    return this.#rows.changes.slice(seq)
  }

  /**
   * Applies the operations of one component: all of them, or none when several depend on it.
   * @param knownSeq how far the device had read the journal.
   */
  commit(
    device: string,
    operations: readonly Operation[],
    knownSeq = this.#rows.seq,
  ): OperationResult[] {
    this.#knownSeq = knownSeq
    const isGroup = operations.length > 1
    const mark = this.#rows.mark()
    const conflictCount = this.#conflicts.length
    const results: OperationResult[] = []
    for (const operation of operations) {
      const result = this.#apply(device, operation, isGroup)
      results.push(result)
      if (isGroup && result.result !== 'applied') break
    }
    const isFailed = isGroup && results.at(-1)?.result !== 'applied'
    const refusal = isFailed ? undefined : this.#findMisplaced(operations, results, mark.seq)
    if (!isFailed && refusal === undefined) return results
    this.#rows.rollback(mark)
    this.#conflicts.length = conflictCount
    const failed = refusal?.index ?? results.length - 1
    const reason = refusal?.result ?? results[failed]
    return operations.map((operation, index) =>
      index === failed && reason !== undefined ? reason : rejected(operation, 'group_failed'),
    )
  }

  /** What is new at its place and may not be there. */
  #findMisplaced(
    operations: readonly Operation[],
    results: readonly OperationResult[],
    seqBefore: number,
  ) {
    for (const [index, operation] of operations.entries()) {
      const result = results[index]
      const nodeId = result && placedNode(result, seqBefore)
      const code = nodeId === undefined ? undefined : this.#rows.problemOf(nodeId)
      if (code !== undefined) return { index, result: rejected(operation, code) }
    }
    return undefined
  }

  #apply(device: string, operation: Operation, isGroup: boolean): OperationResult {
    const situation = this.#observe(device, operation, isGroup)
    const decision = decide(operation, situation)
    switch (decision.do) {
      case 'reject':
        return rejected(operation, decision.code)
      case 'keep':
        return applied(operation, decision.node)
      case 'refuse':
        return conflict(operation, decision.loss, decision.node.changedSeq)
      case 'copied':
        return conflict(operation, 'content', decision.copy.changedSeq, decision.copy)
      case 'copy':
        if (isGroup) return conflict(operation, decision.loss, decision.winner.changedSeq)
        break
      default:
    }
    if (operation.op === 'put') return this.#put(device, operation, decision)
    if (operation.op === 'mkdir') return this.#mkdir(operation, decision)
    if (operation.op === 'move') return this.#move(operation, decision)
    if (operation.op === 'restore') return this.#restore(operation, decision)
    return this.#delete(operation, decision)
  }

  #observe(device: string, operation: Operation, isGroup: boolean) {
    const node = this.#rows.find(operation.nodeId)
    if (operation.op === 'delete') return { node, occupant: undefined }
    const occupant = isGroup
      ? undefined
      : this.#rows.occupant(operation.parentId, operation.name, operation.nodeId)
    if (operation.op !== 'put') return { node, occupant }
    const winner = node ?? occupant
    if (winner === undefined || winner.contentRev === operation.base) return { node, occupant }
    const copy = this.#rows.findLive(operation.copy.nodeId)
    const isSame = copy?.content?.root === operation.content.root
    if (copy === undefined || !isSame) return { node, occupant }
    const note = this.#conflicts.find(
      ({ record, isOpen }) =>
        isOpen &&
        record.nodeId === winner.nodeId &&
        record.copyNodeId === copy.nodeId &&
        record.deviceName === device,
    )
    return { node, occupant, earlierCopy: note && { record: note.record, copy } }
  }

  #put(device: string, put: PutOperation, decision: Decision): OperationResult {
    const { parentId, content, nodeId } = put
    const rows = this.#rows
    if (decision.do === 'create') {
      return applied(put, rows.putFile(nodeId, parentId, put.name, content))
    }
    if (decision.do === 'update') {
      const contentRev = rows.mint()
      return applied(put, rows.upsert({ ...decision.node, contentRev, content }))
    }
    if (decision.do === 'revive') {
      const { winner } = decision
      if (winner === undefined)
        return applied(put, rows.putFile(nodeId, parentId, put.name, content))
      const name = this.#freeName(parentId, put.copy.name, nodeId)
      const row = rows.putFile(nodeId, parentId, name, content)
      this.#note(device, put, winner, row, 'name')
      return conflict(put, 'name', row.changedSeq, row)
    }
    if (decision.do !== 'copy') throw new Error(`${decision.do} was decided for put`)
    const { winner, loss } = decision
    const folderId = winner.parentId ?? parentId
    const copyId = this.#copyNodeId(put)
    const name = this.#freeName(folderId, put.copy.name, copyId)
    const row = rows.putFile(copyId, folderId, name, content)
    this.#note(device, put, winner, row, loss)
    return conflict(put, loss, row.changedSeq, row)
  }

  #mkdir(mkdir: Extract<Operation, { op: 'mkdir' }>, decision: Decision): OperationResult {
    const { parentId, nodeId, name, copy } = mkdir
    const rows = this.#rows
    if (decision.do === 'create') return applied(mkdir, rows.putFolder(nodeId, parentId, name))
    if (rows.find(copy.nodeId) !== undefined) return rejected(mkdir, 'node_exists')
    const free = this.#freeName(parentId, copy.name, copy.nodeId)
    const row = rows.putFolder(copy.nodeId, parentId, free)
    return conflict(mkdir, 'name', row.changedSeq, row)
  }

  #move(move: Extract<Operation, { op: 'move' }>, decision: Decision): OperationResult {
    if (decision.do !== 'move') throw new Error(`${decision.do} was decided for move`)
    const { node, isNameTaken } = decision
    const { parentId } = move
    const name = isNameTaken ? this.#freeName(parentId, move.copyName, node.nodeId) : move.name
    const placeRev = this.#rows.mint()
    const row = this.#rows.upsert({ ...node, parentId, name, placeRev })
    return isNameTaken ? conflict(move, 'name', row.changedSeq, row) : applied(move, row)
  }

  #restore(restore: Extract<Operation, { op: 'restore' }>, decision: Decision): OperationResult {
    if (decision.do !== 'restore') throw new Error(`${decision.do} was decided for restore`)
    const { node, isNameTaken } = decision
    const { parentId, copyName } = restore
    const name = isNameTaken ? this.#freeName(parentId, copyName, node.nodeId) : restore.name
    const below = this.#rows.deletedBelow(node)
    const placeRev = this.#rows.mint()
    const row = this.#rows.upsert({ ...node, parentId, name, placeRev, deletion: null })
    if (restore.subtree === true) {
      for (const child of below) {
        this.#rows.upsert({ ...child, placeRev: this.#rows.mint(), deletion: null })
      }
    }
    return applied(restore, row)
  }

  #delete(operation: Operation, decision: Decision): OperationResult {
    if (operation.op !== 'delete' || decision.do !== 'delete') {
      throw new Error(`${decision.do} was decided for ${operation.op}`)
    }
    const rows = this.#rows
    const { node } = decision
    const plan = planFolderDelete(node, rows.liveBelow(node), operation.plannedSeq)
    let deletionSeq: number | undefined
    for (const { top, all } of plan.removals) {
      deletionSeq = rows.remove(top, all, deletionSeq)
      for (const note of this.#conflicts) {
        if (all.some((row) => row.nodeId === note.copy.nodeId)) note.isOpen = false
      }
    }
    for (const row of plan.restated) rows.upsert({ ...row, placeRev: rows.mint() })
    return applied(operation, rows.find(node.nodeId) ?? node)
  }

  /** Another id than proposed where that one is in use. */
  #copyNodeId({ copy }: PutOperation): NodeId {
    const row = this.#rows.find(copy.nodeId)
    const isUsable = row === undefined || (row.kind === 'file' && row.deletion !== null)
    return isUsable ? copy.nodeId : (`copy ${this.#rows.seq}` as NodeId) // an id of tests
  }

  #freeName(parentId: NodeId, name: string, ownId: NodeId): string {
    const wanted = parseName(name)
    for (let number = 1; ; number++) {
      const candidate = number === 1 ? wanted : disambiguateName(wanted, number)
      if (this.#rows.occupant(parentId, candidate, ownId) === undefined) return candidate
    }
  }

  #note(device: string, put: PutOperation, winner: NodeRow, copy: NodeRow, loss: Loss): void {
    const record = {
      conflictId: '' as ConflictId, // nobody asks for it
      nodeId: winner.nodeId,
      copyNodeId: copy.nodeId,
      baseRev: put.base,
      winnerRev: winner.contentRev,
      copyRev: copy.contentRev,
      accountId: '' as AccountId, // one account
      deviceId: device as DeviceId, // devices are told apart by name
      deviceName: device,
      atMs: 0,
      resolution: null,
    }
    const isRace = winner.changedSeq > this.#knownSeq
    this.#conflicts.push({ record, loss, winner, copy, isRace, isOpen: true })
  }
}

/** The node that the operation changed. */
function placedNode(result: OperationResult, seqBefore: number): NodeId | undefined {
  if (result.result === 'applied') return result.seq > seqBefore ? result.nodeId : undefined
  return result.result === 'conflict' ? result.placed?.nodeId : undefined
}

function after({ nodeId, name, contentRev, placeRev }: NodeRow) {
  return { nodeId, name, contentRev, placeRev }
}

function applied({ opId }: Operation, row: NodeRow): OperationResult {
  return { opId, result: 'applied', ...after(row), seq: row.changedSeq }
}

function conflict(
  { opId }: Operation,
  reason: Loss,
  seq: number,
  placed?: NodeRow,
): OperationResult {
  const common = { opId, result: 'conflict', reason, seq } as const
  return placed === undefined ? common : { ...common, placed: after(placed) }
}

function rejected({ opId }: Operation, error: ErrorCode): OperationResult {
  return { opId, result: 'rejected', error, message: '' }
}
