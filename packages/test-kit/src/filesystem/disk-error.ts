import { AppError } from '@tidemark/protocol'
import { errorCodeOfErrno } from '@tidemark/sync-engine'

/** Failures of a system call that a test can ask for. */
export type DiskErrno =
  | 'ENOENT'
  | 'ENOSPC'
  | 'EIO'
  | 'EACCES'
  | 'EPERM'
  | 'EBUSY'
  | 'EMFILE'
  | 'EINVAL'
  | 'ENAMETOOLONG'
  | 'EXDEV'

/**
 * A system call that failed. Thrown out of `MemoryFileSystem.beforeCall` it fails that one step as
 * the disk would: the engine sees what the real adapter makes of it.
 */
export class DiskError extends Error {
  readonly code: DiskErrno

  constructor(code: DiskErrno, path: string) {
    super(`${code}: ${path}`)
    this.name = 'DiskError'
    this.code = code
  }
}

/** A failure of the disk as the engine knows it; anything else passes unchanged. */
export function toAppError(error: unknown, path: string): unknown {
  if (!(error instanceof DiskError)) return error
  const { code: errno } = error
  return new AppError(errorCodeOfErrno(errno), { path, errno }, { cause: error })
}
