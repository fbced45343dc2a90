import type {
  Conditions,
  LocalTrashLimits,
  SettingsChange,
  SettingsState,
  SyncSettings,
} from '@tidemark/control'
import { newPaceMemory, SharedPace } from '../adapters/remote-http/shared-pace.js'
import type { ConfigFile } from '../profile/config.js'
import { type Pausable, PauseKeeper } from './pause-keeper.js'
import type { BandwidthMemory } from './worker-messages.js'

/** A folder that is told of settings. */
interface Told extends Pausable {
  setTrashLimits(limits: LocalTrashLimits): void
}

export interface SyncSettingsOptions {
  readonly config: ConfigFile
  /** Folders that run now. */
  folders(): Iterable<Told>
}

/** Settings of syncing: kept in the profile, and put into effect. */
export class SettingsKeeper implements Disposable {
  /** For the threads of folders. */
  readonly bandwidth: BandwidthMemory = { up: newPaceMemory(), down: newPaceMemory() }
  readonly pauses: PauseKeeper
  readonly #config: ConfigFile
  readonly #folders: () => Iterable<Told>

  constructor({ config, folders }: SyncSettingsOptions) {
    this.#config = config
    this.#folders = folders
    this.#setRates()
    const rules = () => config.current.settings.pauseRules
    this.pauses = new PauseKeeper({ rules, folders, nowMs: Date.now })
  }

  get state(): SettingsState {
    return { settings: this.#config.current.settings, pausedBy: this.pauses.rule ?? null }
  }

  /** Takes effect at once; resolves when it is kept. */
  async change(change: SettingsChange): Promise<SettingsState> {
    const kept = this.#config.update((config) => ({
      ...config,
      settings: changedSettings(config.settings, change),
    }))
    if (change.bandwidth !== undefined) this.#setRates()
    if (change.localTrash !== undefined) {
      const { localTrash } = this.#config.current.settings
      for (const folder of this.#folders()) folder.setTrashLimits(localTrash)
    }
    this.pauses.look()
    await kept
    return this.state
  }

  setConditions(conditions: Conditions): void {
    this.pauses.setConditions(conditions)
  }

  [Symbol.dispose](): void {
    this.pauses[Symbol.dispose]()
  }

  #setRates(): void {
    const { upBytesPerSecond, downBytesPerSecond } = this.#config.current.settings.bandwidth
    new SharedPace(this.bandwidth.up).setRate(upBytesPerSecond)
    new SharedPace(this.bandwidth.down).setRate(downBytesPerSecond)
  }
}

/** The settings with what is named in `change`. */
function changedSettings(settings: SyncSettings, change: SettingsChange): SyncSettings {
  return {
    bandwidth: { ...settings.bandwidth, ...change.bandwidth },
    pauseRules: { ...settings.pauseRules, ...change.pauseRules },
    localTrash: { ...settings.localTrash, ...change.localTrash },
  }
}
