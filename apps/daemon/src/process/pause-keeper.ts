import {
  CONDITIONS_HOLD_MS,
  type Conditions,
  type PauseRules,
  type RulePause,
} from '@tidemark/control'
import { decidePause, localMoment } from './decide-pause.js'

/** How often hours are looked at. */
const LOOK_EVERY_MS = 15_000
const NOTHING_KNOWN: Conditions = { onBattery: null, isMetered: null }

/** A folder that can be told to rest. */
export interface Pausable {
  readonly folder: { readonly folderId: string }
  setRulePause(rule: RulePause | undefined): void
}

export interface PauseKeeperOptions {
  rules(): PauseRules
  /** Folders that run now. */
  folders(): Iterable<Pausable>
  nowMs(): number
}

/** Lets folders rest while a rule says so, those apart that a person told to go on all the same. */
export class PauseKeeper implements Disposable {
  readonly #options: PauseKeeperOptions
  readonly #goingOn = new Set<string>()
  readonly #timer: NodeJS.Timeout
  #conditions = NOTHING_KNOWN
  #toldAtMs = 0
  #rule: RulePause | undefined

  constructor(options: PauseKeeperOptions) {
    this.#options = options
    this.#rule = this.#decide()
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS).unref()
  }

  /** The rule that holds now. */
  get rule(): RulePause | undefined {
    return this.#rule
  }

  /** The rule by which this folder rests. */
  ruleFor(folderId: string): RulePause | undefined {
    return this.#goingOn.has(folderId) ? undefined : this.#rule
  }

  /** Believed for CONDITIONS_HOLD_MS: nobody tells when the app that told it has gone. */
  setConditions(conditions: Conditions): void {
    this.#conditions = conditions
    this.#toldAtMs = this.#options.nowMs()
    this.look()
  }

  /** The folder goes on until the rule that holds now has ended. */
  goOn(folderId: string): void {
    if (this.#rule === undefined) return
    this.#goingOn.add(folderId)
    this.#tell()
  }

  /** Rules or the time may say something else now. */
  look(): void {
    const rule = this.#decide()
    if (rule === this.#rule) return
    this.#rule = rule
    this.#goingOn.clear()
    this.#tell()
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }

  #decide(): RulePause | undefined {
    const nowMs = this.#options.nowMs()
    const ageMs = nowMs - this.#toldAtMs
    // A clock that was set back must not make it hold for years.
    const isFresh = ageMs >= 0 && ageMs <= CONDITIONS_HOLD_MS
    const conditions = isFresh ? this.#conditions : NOTHING_KNOWN
    return decidePause(this.#options.rules(), conditions, localMoment(nowMs))
  }

  #tell(): void {
    for (const runner of this.#options.folders()) {
      runner.setRulePause(this.ruleFor(runner.folder.folderId))
    }
  }
}
