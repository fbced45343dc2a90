import { AppError } from '@tidemark/protocol'
import { errorCodeOfErrno } from '@tidemark/sync-engine'

/** The code of a system error; '' for anything else. */
export function errnoOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  return typeof code === 'string' ? code : ''
}

/** Whether a call failed because nothing is at the path, or a parent is no folder. */
export function isAbsence(error: unknown): boolean {
  const code = errnoOf(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}

/** Whether the file system has no hard links, or none for this file. */
export function isLinkUnsupported(error: unknown): boolean {
  const unsupported = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV', 'EACCES']
  return unsupported.includes(errnoOf(error))
}

/** A failure of the disk as the engine knows it. What is no system error passes unchanged. */
export function toAppError(error: unknown, path: string): unknown {
  const errno = errnoOf(error)
  if (error instanceof AppError || errno === '') return error
  return new AppError(errorCodeOfErrno(errno), { path, errno }, { cause: error })
}

/** Runs `work` and translates what it throws. */
export async function translated<T>(path: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toAppError(error, path)
  }
}
