import { AppError, type ErrorCode } from '@tidemark/protocol'

/** What the system's error codes mean for one item. */
const MEANINGS: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
  EIO: 'file_io_error',
  EROFS: 'file_io_error',
  EACCES: 'file_unreadable',
  EPERM: 'file_unreadable',
  ELOOP: 'file_unreadable',
  EBUSY: 'file_busy',
  ETXTBSY: 'file_busy',
  EMFILE: 'file_busy',
  ENFILE: 'file_busy',
  ENAMETOOLONG: 'name_held',
  EILSEQ: 'name_held',
  EINVAL: 'name_held',
}

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
  return new AppError(MEANINGS[errno] ?? 'file_io_error', { path, errno }, { cause: error })
}

/** Runs `work` and translates what it throws. */
export async function translated<T>(path: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toAppError(error, path)
  }
}
