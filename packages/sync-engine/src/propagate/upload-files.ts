import { AppError, type NodeId } from '@tidemark/protocol'
import type { AbortSignal, FileSystem } from '../ports.js'
import type { PutStep } from '../reconcile/plan.js'
import type { StateStore } from '../state-store.js'
import { isSameStat } from '../trees.js'
import { applyAnswers } from './apply-answer.js'
import type { BlockUploader, UploadFile } from './block-uploader.js'
import type { Answer, Committer } from './committer.js'
import type { CrashPoint } from './crash-point.js'
import { takeItemError } from './failure.js'
import type { TransferProgress } from './transfer-progress.js'

/** How a put ended. */
export type PutOutcome =
  | { readonly step: PutStep; readonly result: 'answered'; readonly answer: Answer<PutStep> }
  /** The file is no longer what the plan saw; it is looked at again. */
  | { readonly step: PutStep; readonly result: 'changed' }
  | { readonly step: PutStep; readonly result: 'failed'; readonly error: AppError }

/** Rounds in which the server may ask for further blocks of one operation. */
const MAX_ROUNDS = 3

/** Uploads files: blocks first, a last look at the file, then the commit. */
export class FileUploader {
  readonly #store: StateStore
  readonly #fs: Pick<FileSystem, 'stat'>
  readonly #blocks: BlockUploader
  readonly #committer: Committer
  readonly #progress: TransferProgress
  readonly #crashPoint: CrashPoint

  constructor(
    store: StateStore,
    fs: Pick<FileSystem, 'stat'>,
    blocks: BlockUploader,
    committer: Committer,
    progress: TransferProgress,
    crashPoint: CrashPoint,
  ) {
    this.#store = store
    this.#fs = fs
    this.#blocks = blocks
    this.#committer = committer
    this.#progress = progress
    this.#crashPoint = crashPoint
  }

  /**
   * Uploads the files of `steps` together; one outcome each, in no particular order. What the
   * server answered is in the trees when this resolves.
   * @throws AppError of the connection; answered puts stand.
   */
  async upload(steps: readonly PutStep[], signal: AbortSignal): Promise<PutOutcome[]> {
    const outcomes: PutOutcome[] = []
    let open = steps
    try {
      for (const step of steps) this.#begin(step)
      for (let round = 1; open.length > 0 && round <= MAX_ROUNDS; round++) {
        const { ready, rest } = await this.#prepare(open, signal)
        outcomes.push(...rest)
        const answered = await this.#commit(ready, signal)
        outcomes.push(...answered.filter((outcome) => !isAskedAgain(outcome)))
        open = answered.filter(isAskedAgain).map(({ step }) => step)
      }
    } finally {
      for (const step of steps) this.#progress.end(step.nodeId)
    }
    const error = new AppError('block_not_yours')
    return [...outcomes, ...open.map((step) => ({ step, result: 'failed', error }) as const)]
  }

  #begin({ nodeId, content }: PutStep): void {
    const path = this.#store.localPath(nodeId)
    if (path !== undefined) this.#progress.begin(nodeId, 'up', path, content.sizeBytes)
  }

  /** Uploads blocks and looks once more at each file (E20). */
  async #prepare(steps: readonly PutStep[], signal: AbortSignal) {
    const files = new Map<NodeId, UploadFile>()
    for (const step of steps) {
      const file = this.#fileOf(step)
      if (file !== undefined) files.set(step.nodeId, file)
    }
    const failures = await this.#blocks.upload([...files.values()], signal)
    const ready: PutStep[] = []
    const rest: PutOutcome[] = []
    for (const step of steps) {
      const file = files.get(step.nodeId)
      const error = failures.get(step.nodeId) ?? (await this.#lastLook(file))
      if (error === undefined) ready.push(step)
      else if (error.code === 'file_changing') {
        this.#forgetContent(file)
        rest.push({ step, result: 'changed' })
      } else rest.push({ step, result: 'failed', error })
    }
    return { ready, rest }
  }

  #fileOf({ nodeId, content }: PutStep): UploadFile | undefined {
    const local = this.#store.local.find(nodeId)
    const path = this.#store.localPath(nodeId)
    if (local?.content === undefined || local.missingSinceMs !== null) return undefined
    if (path === undefined || local.content.root !== content.root) return undefined
    return { nodeId, path, stat: local.stat, content }
  }

  /** The bytes are not what was read, be it under the very same facts: they are read anew. */
  #forgetContent(file: UploadFile | undefined): void {
    if (file === undefined) return
    const local = this.#store.local.find(file.nodeId)
    if (local === undefined || local.missingSinceMs !== null) return
    if (!isSameStat(local.stat, file.stat)) return
    this.#store.transaction((tx) => tx.putLocal({ ...local, content: undefined }))
  }

  async #lastLook(file: UploadFile | undefined): Promise<AppError | undefined> {
    if (file === undefined) return new AppError('file_changing')
    try {
      const stat = await this.#fs.stat(file.path)
      if (stat !== undefined && isSameStat(stat, file.stat)) return undefined
      return new AppError('file_changing', { path: file.path })
    } catch (error) {
      return takeItemError(error)
    }
  }

  async #commit(steps: readonly PutStep[], signal: AbortSignal): Promise<PutOutcome[]> {
    const outcomes: PutOutcome[] = []
    const write = (answers: readonly Answer<PutStep>[]): void => {
      this.#store.transaction((tx) => {
        applyAnswers(tx, answers)
        this.#crashPoint('C09')
      })
      for (const answer of answers) {
        outcomes.push({ step: answer.step, result: 'answered', answer })
      }
    }
    if (steps.some((step) => this.#willLose(step))) this.#crashPoint('X04')
    const components = steps.map((step) => [step])
    await this.#committer.commit(components, write, signal)
    return outcomes
  }

  /** Whether the server is known to have another version than the one that ours is based on. */
  #willLose({ nodeId, base }: PutStep): boolean {
    const remote = this.#store.remote.find(nodeId)
    return remote !== undefined && remote.contentRev !== base
  }
}

function isAskedAgain(outcome: PutOutcome): boolean {
  return outcome.result === 'answered' && outcome.answer.result.result === 'blocks_missing'
}
