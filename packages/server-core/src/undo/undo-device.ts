import {
  AppError,
  type NodeId,
  type SpaceId,
  type UndoReport,
  type UndoRequest,
} from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import { nodeFinder } from '../history/path-reader.js'
import { pathOf } from '../history/paths.js'
import { authorFor, type ChangePorts, changeSpace } from '../history/space-change.js'
import type { MetadataStore } from '../ports.js'
import { planUndo, type UndoPlan } from './plan-undo.js'
import { readUndone, type UndoneReading } from './read-undone.js'
import { EXAMPLE_PATHS, UndoRun } from './undo-run.js'

/**
 * Takes back what a device did in a space since a moment, or tells what that would be. Items that
 * others have changed since stay. The undo is made of ordinary changes by the caller, all under
 * `undoId`: versions and trash keep what it puts away, and it can be undone itself. A long one takes
 * several transactions; interrupted, it goes on when asked again under its id.
 * @throws AppError not_found, invalid_request when the position or the id of a real one is missing,
 *   epoch_mismatch when the server went back behind the preview
 */
export async function undoDevice(
  ports: ChangePorts,
  caller: Caller,
  spaceId: SpaceId,
  request: UndoRequest,
): Promise<UndoReport> {
  const { isPreview, throughSeq, undoId = null } = request
  if (!isPreview && (throughSeq === undefined || undoId === null)) {
    throw new AppError('invalid_request', { field: undoId === null ? 'undoId' : 'throughSeq' })
  }
  const reading = await readUndone(ports.store, caller, spaceId, request)
  const plan = planUndo(reading)
  if (isPreview) return describePlan(ports.store, spaceId, plan, reading)
  const run = new UndoRun(plan, reading.headSeq)
  const author = { ...authorFor(caller, ports.clock.nowMs()), opId: undoId }
  for (let isDone = false; !isDone; ) {
    isDone = await changeSpace(ports, caller, spaceId, (draft) => run.applyBatch(draft, author))
  }
  const { counts, examples, kept } = run
  return { throughSeq: reading.throughSeq, isWhole: reading.isWhole, counts, examples, kept }
}

async function describePlan(
  store: MetadataStore,
  spaceId: SpaceId,
  { steps, kept, backCount }: UndoPlan,
  { throughSeq, isWhole }: UndoneReading,
): Promise<UndoReport> {
  const countOf = (what: string) => steps.filter((step) => step.do === what).length
  const counts = {
    back: backCount,
    place: countOf('place'),
    content: countOf('content'),
    trash: countOf('trash'),
  }
  return store.read(async (tx) => {
    const find = nodeFinder(tx, spaceId)
    const pathTo = async (nodeId: NodeId) => {
      const row = await find(nodeId)
      return row === undefined ? '' : pathOf(row, find)
    }
    const examples: UndoReport['examples'] = []
    for (const { do: action, nodeId } of steps.slice(0, EXAMPLE_PATHS)) {
      examples.push({ action, path: await pathTo(nodeId) })
    }
    const keptExamples: UndoReport['kept']['examples'] = []
    for (const { obstacle, nodeId } of kept.slice(0, EXAMPLE_PATHS)) {
      keptExamples.push({ obstacle, path: await pathTo(nodeId) })
    }
    const keptReport = { count: kept.length, examples: keptExamples }
    return { throughSeq, isWhole, counts, examples, kept: keptReport }
  })
}
