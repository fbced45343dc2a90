import { type NodeId, nameKey, type UndoAction, type UndoReport } from '@tidemark/protocol'
import type { Author, SpaceDraft } from '../commit/space-draft.js'
import { pathOf } from '../history/paths.js'
import type { NodeRow } from '../metadata/rows.js'
import { applyStep, type StepOutcome, type StepsAhead } from './apply-step.js'
import { OpenSteps } from './open-steps.js'
import type { KeptNode, UndoPlan, UndoStep } from './plan-undo.js'

/** Steps looked at, and changes made, in one transaction; the last step may go beyond. */
const BATCH_STEPS = 500
/** Paths that a report names of each kind. */
export const EXAMPLE_PATHS = 20

interface BlockedStep {
  readonly step: UndoStep
  readonly by: 'name' | 'folder'
}

/**
 * Works off a plan. A step that waits for another one comes again after it; where all wait for each
 * other, as when two names were exchanged, one steps aside under another name.
 */
export class UndoRun {
  readonly counts = { back: 0, place: 0, content: 0, trash: 0 }
  readonly examples: UndoReport['examples'] = []
  readonly kept: UndoReport['kept'] = { count: 0, examples: [] }
  readonly #headSeq: number
  /** Taken from the end. */
  #todo: UndoStep[]
  #blocked: BlockedStep[] = []
  #hasMovedOn = false
  /** The step that is pushed in this round. */
  #push: UndoStep | undefined
  readonly #pushed = new Set<UndoStep>()
  #isEnding = false
  /** Steps that are done but for the name. */
  readonly #aside = new Set<UndoStep>()
  readonly #open: OpenSteps
  /** Positions of our own changes, by node. */
  readonly #ours = new Map<NodeId, number>()
  readonly #unreported: KeptNode[]

  /** @param headSeq position that the plan was made at */
  constructor({ steps, kept }: UndoPlan, headSeq: number) {
    this.#headSeq = headSeq
    this.#todo = steps.toReversed()
    this.#open = new OpenSteps(steps)
    this.#unreported = [...kept]
  }

  /** Stages the next steps; true when none is left. */
  async applyBatch(draft: SpaceDraft, author: Author): Promise<boolean> {
    for (const node of this.#unreported.splice(0)) await this.#keep(draft, node)
    await this.#preload(draft)
    const firstSeq = draft.seq
    for (let count = 0; count < BATCH_STEPS && draft.seq - firstSeq < BATCH_STEPS; count++) {
      const step = this.#next()
      if (step === undefined) return true
      await this.#take(draft, step, await applyStep(draft, author, step, this.#aheadOf(step)))
    }
    return false
  }

  async #preload(draft: SpaceDraft): Promise<void> {
    const steps = this.#todo.slice(-BATCH_STEPS)
    const places = steps.flatMap((step) => ('place' in step ? [step.place] : []))
    const nodeIds = [...steps.map(({ nodeId }) => nodeId), ...places.map((place) => place.parentId)]
    const keys = places.map(({ parentId, name }) => ({ parentId, nameKey: nameKey(name) }))
    await draft.preload(nodeIds, keys)
  }

  #next(): UndoStep | undefined {
    if (this.#todo.length === 0 && this.#blocked.length > 0) this.#startRound()
    return this.#todo.pop()
  }

  #startRound(): void {
    this.#push = this.#hasMovedOn ? undefined : this.#choosePush()
    this.#isEnding = !this.#hasMovedOn && this.#push === undefined
    if (this.#push !== undefined) this.#pushed.add(this.#push)
    this.#todo = this.#blocked.map(({ step }) => step).reverse()
    this.#blocked = []
    this.#hasMovedOn = false
  }

  /** A move can step aside and still be done, so one that waits for a name is the best choice. */
  #choosePush(): UndoStep | undefined {
    const open = this.#blocked.filter(({ step }) => !this.#pushed.has(step))
    const byName = open.filter(({ by }) => by === 'name')
    const best = byName.find(({ step }) => step.do === 'place') ?? byName[0] ?? open[0]
    return best?.step
  }

  #aheadOf(step: UndoStep): StepsAhead {
    const open = this.#open
    return {
      isReturning: (nodeId) => open.has('back', nodeId),
      isMoving: (nodeId) => open.has('place', nodeId),
      isGoing: (nodeId) => open.has('trash', nodeId),
      isAwaiting: (folderId) => open.isTarget(folderId),
      isForeign: ({ nodeId, changedSeq }) =>
        changedSeq > this.#headSeq && this.#ours.get(nodeId) !== changedSeq,
      effort: this.#isEnding ? 'end' : step === this.#push ? 'push' : 'wait',
    }
  }

  async #take(draft: SpaceDraft, step: UndoStep, result: StepOutcome): Promise<void> {
    if (result.outcome === 'blocked') {
      this.#blocked.push({ step, by: result.by })
      return
    }
    this.#hasMovedOn = true
    if (result.outcome === 'done' || result.outcome === 'aside') {
      this.#note(result.changed)
      if (!this.#aside.has(step)) this.counts[step.do] += result.items
    }
    if (result.outcome === 'aside') {
      this.#aside.add(step)
      this.#blocked.push({ step, by: 'name' })
      return
    }
    this.#open.close(step)
    if (result.outcome === 'done') {
      await this.#show(draft, step.do, step.nodeId)
    } else if (result.outcome !== 'nothing') {
      await this.#keep(draft, { nodeId: step.nodeId, obstacle: result.outcome })
    }
  }

  #note(changed: readonly NodeRow[]): void {
    for (const { nodeId, changedSeq } of changed) this.#ours.set(nodeId, changedSeq)
  }

  async #show(draft: SpaceDraft, action: UndoAction, nodeId: NodeId): Promise<void> {
    if (this.examples.length >= EXAMPLE_PATHS) return
    this.examples.push({ action, path: await pathIn(draft, nodeId) })
  }

  async #keep(draft: SpaceDraft, { nodeId, obstacle }: KeptNode): Promise<void> {
    this.kept.count++
    if (this.kept.examples.length >= EXAMPLE_PATHS) return
    this.kept.examples.push({ obstacle, path: await pathIn(draft, nodeId) })
  }
}

async function pathIn(draft: SpaceDraft, nodeId: NodeId): Promise<string> {
  const row = await draft.node(nodeId)
  return row === undefined ? '' : pathOf(row, (id) => draft.node(id))
}
