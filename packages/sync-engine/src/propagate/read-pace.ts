import type { FileContent, NodeId } from '@tidemark/protocol'
import { restBeforeReadMs } from '../discover/read-timing.js'
import { type FileStat, isSameStat } from '../trees.js'

/** A file that grew since it was read less than this ago is still being written (E21). */
const GROWTH_WINDOW_MS = 10_000
const FIRST_REST_MS = 2_000
/** People are told about a file that has been restless for so long (E20). */
const ENDLESS_AFTER_MS = 60_000
/** Restless files that are remembered; the oldest are forgotten and start over. */
const MAX_RESTLESS = 1_000

/** What decides how long files are left alone. */
export interface PaceSettings {
  /** How long something must have vanished before that is meant. */
  readonly settleMs: number
  readonly longestRetryMs: number
}

/** What to do about a file that shall be read. */
export interface Pace {
  /** 0 = read it now. */
  readonly restMs: number
  /** Whether it has been changing for so long that people should know. */
  readonly isEndless: boolean
}

interface Restless {
  /** Its facts when it was last looked at. */
  readonly stat: FileStat
  /** Reads that it spoiled by changing. */
  readonly spoilt: number
  readonly sinceMs: number
  /** When it was last read, or began to rest. */
  readonly triedMs: number
  readonly quietAtMs: number
}

/**
 * Leaves files alone that change while they are read or that are still growing, until they have been
 * quiet for a while: 2 s, after each spoilt read twice as long (E20, E21). What is never quiet is read
 * after `longestRetryMs` all the same: it may stay the same for a moment. Remembers nothing over a
 * restart and nothing about files that keep still.
 */
export class ReadPace {
  readonly #settleMs: number
  readonly #longestRestMs: number
  readonly #restless = new Map<NodeId, Restless>()
  /** Sizes of files that were read a moment ago, the oldest first. */
  readonly #recent = new Map<NodeId, { readonly sizeBytes: number; readonly atMs: number }>()

  constructor(settings: PaceSettings) {
    this.#settleMs = settings.settleMs
    this.#longestRestMs = settings.longestRetryMs
  }

  /**
   * Says whether the file can be read.
   * @param stat its facts now.
   * @param previous what both sides agreed on last.
   */
  paceOf(nodeId: NodeId, stat: FileStat, previous: FileContent | undefined, nowMs: number): Pace {
    const pace = this.#paceAfterTrouble(nodeId, stat, nowMs)
    const restMs = restBeforeReadMs(stat, previous, nowMs, this.#settleMs)
    return { ...pace, restMs: Math.max(pace.restMs, restMs) }
  }

  /** The file was read as a whole. */
  noteRead(nodeId: NodeId, stat: FileStat, nowMs: number): void {
    this.#restless.delete(nodeId)
    this.#recent.delete(nodeId)
    for (const [old, { atMs }] of this.#recent) {
      if (atMs <= nowMs && nowMs - atMs < GROWTH_WINDOW_MS) break
      this.#recent.delete(old)
    }
    this.#recent.set(nodeId, { sizeBytes: stat.sizeBytes, atMs: nowMs })
  }

  /** The file changed while it was read or sent. */
  noteSpoilt(nodeId: NodeId, stat: FileStat, nowMs: number): Pace {
    const { spoilt = 0, sinceMs = nowMs } = this.#restless.get(nodeId) ?? {}
    return this.#rest(nodeId, { stat, spoilt: spoilt + 1, sinceMs, triedMs: nowMs }, nowMs)
  }

  #paceAfterTrouble(nodeId: NodeId, stat: FileStat, nowMs: number): Pace {
    const known = this.#restless.get(nodeId)
    if (known === undefined) {
      if (!this.#isGrowing(nodeId, stat, nowMs)) return { restMs: 0, isEndless: false }
      return this.#rest(nodeId, { stat, spoilt: 0, sinceMs: nowMs, triedMs: nowMs }, nowMs)
    }
    const isOverdue = nowMs - known.triedMs >= this.#longestRestMs || nowMs < known.sinceMs
    if (!isOverdue && !isSameStat(known.stat, stat)) {
      return this.#rest(nodeId, { ...known, stat }, nowMs)
    }
    const restMs = isOverdue ? 0 : Math.max(0, known.quietAtMs - nowMs)
    return { restMs, isEndless: isEndless(known, nowMs) }
  }

  #isGrowing(nodeId: NodeId, { sizeBytes }: FileStat, nowMs: number): boolean {
    const recent = this.#recent.get(nodeId)
    if (recent === undefined || recent.sizeBytes >= sizeBytes) return false
    return nowMs >= recent.atMs && nowMs - recent.atMs < GROWTH_WINDOW_MS
  }

  #rest(nodeId: NodeId, file: Omit<Restless, 'quietAtMs'>, nowMs: number): Pace {
    const doublings = Math.max(0, file.spoilt - 1)
    const restMs = Math.min(this.#longestRestMs, FIRST_REST_MS * 2 ** Math.min(20, doublings))
    this.#restless.set(nodeId, { ...file, quietAtMs: nowMs + restMs })
    const [oldest] = this.#restless.keys()
    if (this.#restless.size > MAX_RESTLESS && oldest !== undefined) this.#restless.delete(oldest)
    return { restMs, isEndless: isEndless(file, nowMs) }
  }
}

function isEndless({ sinceMs }: Pick<Restless, 'sinceMs'>, nowMs: number): boolean {
  return nowMs - sinceMs >= ENDLESS_AFTER_MS
}
