import { AppError } from '@tidemark/protocol'

/**
 * Loads the native code that the folders' threads need, so that a daemon that cannot says so when it
 * starts and not once per folder.
 * @throws AppError `addon_unusable`
 */
export async function proveNativeCode(): Promise<void> {
  try {
    const { default: zstd } = await import('zstd-napi/binding.js')
    zstd.compressBound(0)
    const { default: SqliteDatabase } = await import('better-sqlite3')
    new SqliteDatabase(':memory:').close()
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause)
    throw new AppError('addon_unusable', { problem }, { cause })
  }
}
