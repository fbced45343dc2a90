import { type ErrorCode, isSameContent, type NodeId, nameKey } from '@tidemark/protocol'
import { type ContentReading, readContent } from '../discover/read-content.js'
import type { AbortSignal, Clock } from '../ports.js'
import type { StateStore } from '../state-store.js'
import type { LocalNode } from '../trees.js'
import type { EngineEvents } from './events.js'
import { takeItemError } from './failure.js'

/** Every synced file is read again within this time. */
const ROUND_MS = 7 * 86_400_000
/** Read in one go at most, so that whatever happens meanwhile need not wait for long. */
const MAX_FILES = 500
const MAX_BYTES = 256 * 1024 * 1024
const PAGE_ROWS = 500
const SETTING = 'content_audit'

/** How far the round has come. Losing it starts a new round. */
interface Progress {
  readonly startedMs: number
  readonly fileCount: number
  /** Path of the file that was read last; '' at the start. */
  readonly after: string
}

/**
 * Reads files again that nobody has written, all of them once a week, a few at a time. Content that
 * is not what was read before, under the very same facts, came from a failing disk or from a write
 * that no scan can see (E24, E39): the item is held, nothing is sent and nothing replaced.
 */
export class ContentAudit {
  readonly #store: StateStore
  readonly #reading: ContentReading
  readonly #clock: Clock
  readonly #events: EngineEvents

  constructor(store: StateStore, reading: ContentReading, clock: Clock, events: EngineEvents) {
    this.#store = store
    this.#reading = reading
    this.#clock = clock
    this.#events = events
  }

  /** Reads what the week's plan asks for by now. Call it when nothing else is to be done. */
  async runIfDue(signal: AbortSignal): Promise<void> {
    const progress = this.#progress()
    const due = this.#filesDue(progress)
    if (due <= 0) return
    let { fileCount, after } = progress
    let readBytes = 0
    let isEnd = true
    for (const { node, place } of filesAfter(this.#store, after)) {
      if (fileCount - progress.fileCount >= due || readBytes >= MAX_BYTES) {
        isEnd = false
        break
      }
      readBytes += await this.#check(node, signal)
      fileCount++
      after = place
    }
    const startedMs = isEnd ? progress.startedMs + ROUND_MS : progress.startedMs
    this.#save(isEnd ? { startedMs, fileCount: 0, after: '' } : { startedMs, fileCount, after })
  }

  #filesDue({ startedMs, fileCount }: Progress): number {
    const share = (this.#clock.nowMs() - startedMs) / ROUND_MS
    return Math.min(MAX_FILES, Math.floor(this.#store.local.count() * share) - fileCount)
  }

  /** Where the round stands; a new one when nothing is known or the clock was set. */
  #progress(): Progress {
    const nowMs = this.#clock.nowMs()
    const known = parseProgress(this.#store.setting(SETTING))
    const isUsable = known !== undefined && Math.abs(nowMs - known.startedMs) < 2 * ROUND_MS
    if (isUsable) return known
    const fresh = { startedMs: nowMs, fileCount: 0, after: known?.after ?? '' }
    this.#save(fresh)
    return fresh
  }

  #save(progress: Progress): void {
    const value = JSON.stringify([progress.startedMs, progress.fileCount, progress.after])
    this.#store.transaction((tx) => tx.setSetting(SETTING, value))
  }

  /** Returns how many bytes were read. */
  async #check(node: LocalNode, signal: AbortSignal): Promise<number> {
    const { nodeId, content, stat } = node
    const path = this.#store.localPath(nodeId)
    const isAgreed = this.#store.synced.find(nodeId)?.content !== undefined
    if (content === undefined || path === undefined || !isAgreed) return 0
    const request = { path, expected: stat, previous: content, signal }
    const outcome = await readContent(this.#reading, request)
    if (outcome.result === 'failed') this.#hold(nodeId, path, takeItemError(outcome.error).code)
    if (outcome.result !== 'read') return 0
    if (isSameContent(outcome.content, content)) this.#release(nodeId, path)
    else this.#hold(nodeId, path, 'file_damaged')
    return stat.sizeBytes
  }

  #hold(nodeId: NodeId, path: string, code: ErrorCode): void {
    if (this.#store.findHeld(path) !== undefined) return
    const sinceMs = this.#clock.nowMs()
    const reason = { code, detail: '', sinceMs, retryAtMs: undefined, attempts: 1 }
    this.#store.transaction((tx) => tx.putHeld({ path, nodeId, ...reason }))
    this.#events.emit({ type: 'held', path, code })
  }

  #release(nodeId: NodeId, path: string): void {
    if (this.#store.findHeld(path)?.nodeId !== nodeId) return
    this.#store.transaction((tx) => tx.removeHeld(path))
  }
}

function parseProgress(value: string | undefined): Progress | undefined {
  try {
    const parsed: unknown = JSON.parse(value ?? 'null')
    if (!Array.isArray(parsed)) return undefined
    const [startedMs, fileCount, after]: unknown[] = parsed
    if (typeof startedMs !== 'number' || typeof fileCount !== 'number') return undefined
    return typeof after === 'string' ? { startedMs, fileCount, after } : undefined
  } catch {
    return undefined // Damaged: the round starts anew.
  }
}

/** A file and its names from the root down, which order the round. */
interface AuditedFile {
  readonly node: LocalNode
  readonly place: string
}

/** Live files in the order of their places, those after `after`. May be left at any time. */
function* filesAfter(store: StateStore, after: string): Generator<AuditedFile> {
  const root = store.local.root()
  if (root !== undefined) yield* filesBelow(store, root.nodeId, '', after.split('/'))
}

function* filesBelow(
  store: StateStore,
  folderId: NodeId,
  prefix: string,
  [first = '', ...rest]: readonly string[],
): Generator<AuditedFile> {
  for (const node of store.local.childrenByKey(folderId, nameKey(first))) {
    // Was left in the middle of it.
    if (node.name === first && node.kind === 'folder' && rest.length > 0) {
      yield* filesBelow(store, node.nodeId, `${prefix}${first}/`, rest)
    }
  }
  let after = first
  for (let isEnd = false; !isEnd; ) {
    const page = store.local.children(folderId, { after, limit: PAGE_ROWS })
    for (const node of page) {
      if (node.missingSinceMs !== null) continue
      const place = prefix + node.name
      if (node.kind === 'file') yield { node, place }
      else yield* filesBelow(store, node.nodeId, `${place}/`, [])
    }
    isEnd = page.length < PAGE_ROWS
    after = page.at(-1)?.name ?? after
  }
}
