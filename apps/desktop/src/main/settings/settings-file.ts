import { rename } from 'node:fs/promises'
import type { AppSettings } from '../../ipc-contract/index.js'
import { findText } from '../files/find-text.js'
import { writePrivateFile } from '../files/write-private-file.js'
import { DEFAULT_SETTINGS, parseSettings } from './parse-settings.js'

/** The app's own settings in one JSON file. One that cannot be read is kept aside, never lost. */
export class SettingsFile {
  readonly #path: string
  #current: AppSettings
  #writing: Promise<void> = Promise.resolve()

  private constructor(path: string, current: AppSettings) {
    this.#path = path
    this.#current = current
  }

  static async open(path: string): Promise<SettingsFile> {
    const text = await findText(path)
    const settings = text === undefined ? DEFAULT_SETTINGS : parseSettings(text)
    if (settings === undefined) await rename(path, `${path}.damaged`)
    return new SettingsFile(path, settings ?? DEFAULT_SETTINGS)
  }

  get current(): AppSettings {
    return this.#current
  }

  /** Changes some and keeps all; overlapping changes are written in their order. */
  async change(some: Partial<AppSettings>): Promise<AppSettings> {
    const next = { ...this.#current, ...some }
    this.#current = next
    const written = this.#writing.then(() => writePrivateFile(this.#path, format(next)))
    // The next write does not depend on this one; its caller hears of the failure below.
    this.#writing = written.catch(() => undefined)
    await written
    return next
  }
}

function format(settings: AppSettings): string {
  return `${JSON.stringify(settings, null, 2)}\n`
}
