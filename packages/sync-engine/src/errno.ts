import type { ErrorCode } from '@tidemark/protocol'

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

/**
 * What a system's error code means for one item, so that every FileSystem tells it alike. A code
 * that is not listed is `file_io_error`.
 */
export function errorCodeOfErrno(errno: string): ErrorCode {
  return MEANINGS[errno] ?? 'file_io_error'
}
