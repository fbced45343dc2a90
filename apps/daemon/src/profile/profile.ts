import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { ProfilePaths } from '@tidemark/control-socket'
import { AppError } from '@tidemark/protocol'
import { ConfigFile } from './config.js'
import { ExclusiveLock } from './exclusive-lock.js'
import { ensurePrivateDirectory, findText, writePrivateFile } from './private-files.js'

/** The profile of a running daemon: nobody else runs on it while this is open. */
export class Profile implements Disposable {
  readonly paths: ProfilePaths
  readonly config: ConfigFile
  readonly #lock: ExclusiveLock

  private constructor(paths: ProfilePaths, config: ConfigFile, lock: ExclusiveLock) {
    this.paths = paths
    this.config = config
    this.#lock = lock
  }

  /**
   * Makes what is missing and takes the profile's lock.
   * @throws AppError `daemon_running` when a daemon has it, `config_invalid`.
   */
  static async open(paths: ProfilePaths): Promise<Profile> {
    await ensurePrivateDirectory(paths.directory)
    if (process.platform !== 'win32') await ensurePrivateDirectory(dirname(paths.endpoint))
    const lock = ExclusiveLock.acquire(paths.lock, 'daemon_running')
    try {
      return new Profile(paths, await ConfigFile.open(paths.config), lock)
    } catch (error) {
      lock[Symbol.dispose]()
      throw error
    }
  }

  /** @throws AppError `not_signed_in` when there is none. */
  async getToken(): Promise<string> {
    const token = (await findText(this.paths.token))?.trim()
    if (token === undefined || token === '') throw new AppError('not_signed_in')
    return token
  }

  /** Keeps the token in a file of its own that only this user can read. */
  async setToken(token: string): Promise<void> {
    await writePrivateFile(this.paths.token, `${token}\n`)
  }

  async removeToken(): Promise<void> {
    await rm(this.paths.token, { force: true })
  }

  [Symbol.dispose](): void {
    this.#lock[Symbol.dispose]()
  }
}
