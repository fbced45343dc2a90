import { hash } from '@node-rs/argon2'
import { AppError } from '@tidemark/protocol'
import Database from 'better-sqlite3'
import zstd from 'zstd-napi/binding.js'

/**
 * Loads the native code of this program. A password hasher that cannot be loaded would look like a
 * wrong password, a codec like damaged blocks.
 * @throws AppError `addon_unusable`
 */
export function proveNativeCode(): void {
  try {
    new Database(':memory:').close()
    zstd.compressBound(0)
    if (typeof hash !== 'function') throw new Error('@node-rs/argon2 has no hash function')
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause)
    throw new AppError('addon_unusable', { problem }, { cause })
  }
}
