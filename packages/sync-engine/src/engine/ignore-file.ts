import { AppError } from '@tidemark/protocol'
import { type IgnoreRules, ignoreRulesFrom } from '../discover/ignore-rules.js'
import { IGNORE_FILE_PATH, readIgnoreText } from '../discover/ignore-text.js'
import type { Clock, FileSystem } from '../ports.js'
import type { StateStore } from '../state-store.js'
import { type FileStat, isSameStat } from '../trees.js'

/** Setting that keeps the rules of the last run: an unreadable file must not set free what it hides. */
const KNOWN_RULES = 'ignore_rules'

/** The rules of one folder, kept in step with its file of rules. */
export class IgnoreFile {
  readonly #store: StateStore
  readonly #fs: Pick<FileSystem, 'openRead' | 'stat'>
  readonly #clock: Pick<Clock, 'nowMs'>
  readonly #settleMs: number
  #text: string
  #rules: IgnoreRules
  #seen: FileStat | undefined
  #absentSinceMs: number | undefined

  constructor(
    store: StateStore,
    fs: Pick<FileSystem, 'openRead' | 'stat'>,
    clock: Pick<Clock, 'nowMs'>,
    settleMs: number,
  ) {
    this.#store = store
    this.#fs = fs
    this.#clock = clock
    this.#settleMs = settleMs
    this.#text = store.setting(KNOWN_RULES) ?? ''
    this.#rules = ignoreRulesFrom(this.#text)
  }

  /** The rules that hold now. */
  get rules(): IgnoreRules {
    return this.#rules
  }

  /** Whether the file is away and will be taken for removed unless it comes back. */
  get isUncertain(): boolean {
    return this.#absentSinceMs !== undefined
  }

  /**
   * Looks at the file; returns the rules that held until now when others hold from now on. A file
   * that is being saved may be away for a moment, so an absence counts after the settle window; one
   * that cannot be read changes nothing.
   */
  async refresh(): Promise<IgnoreRules | undefined> {
    try {
      const stat = await this.#fs.stat(IGNORE_FILE_PATH)
      if (stat?.kind !== 'file') return this.#takeAbsence()
      this.#absentSinceMs = undefined
      if (this.#seen !== undefined && isSameStat(this.#seen, stat)) return undefined
      await using reader = await this.#fs.openRead(IGNORE_FILE_PATH)
      if (reader === undefined) return undefined
      const text = await readIgnoreText(reader)
      this.#seen = stat
      return this.#take(text)
    } catch (error) {
      // The item itself is held by the scan, with the reason.
      if (error instanceof AppError) return undefined
      throw error
    }
  }

  #takeAbsence(): IgnoreRules | undefined {
    this.#seen = undefined
    if (this.#text === '') return undefined
    const nowMs = this.#clock.nowMs()
    this.#absentSinceMs ??= nowMs
    if (nowMs - this.#absentSinceMs < this.#settleMs) return undefined
    this.#absentSinceMs = undefined
    return this.#take('')
  }

  #take(text: string): IgnoreRules | undefined {
    if (text === this.#text) return undefined
    const before = this.#rules
    this.#store.transaction((tx) => tx.setSetting(KNOWN_RULES, text === '' ? undefined : text))
    this.#text = text
    this.#rules = ignoreRulesFrom(text)
    return before
  }
}
