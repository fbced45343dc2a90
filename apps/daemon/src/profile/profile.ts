import { dirname } from 'node:path'
import type { ProfilePaths } from '@tidemark/control-socket'
import { ConfigFile } from './config.js'
import { ExclusiveLock } from './exclusive-lock.js'
import { ensurePrivateDirectory } from './private-files.js'
import { TokenKeeper } from './token-keeper.js'

/** The profile of a running daemon: nobody else runs on it while this is open. */
export class Profile implements Disposable {
  readonly paths: ProfilePaths
  readonly config: ConfigFile
  readonly token: TokenKeeper
  readonly #lock: ExclusiveLock

  private constructor(
    paths: ProfilePaths,
    config: ConfigFile,
    token: TokenKeeper,
    lock: ExclusiveLock,
  ) {
    this.paths = paths
    this.config = config
    this.token = token
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
      const config = await ConfigFile.open(paths.config)
      return new Profile(paths, config, await TokenKeeper.open(paths.token), lock)
    } catch (error) {
      lock[Symbol.dispose]()
      throw error
    }
  }

  [Symbol.dispose](): void {
    this.#lock[Symbol.dispose]()
  }
}
