import { statfs } from 'node:fs/promises'
import { AppError } from '@tidemark/protocol'

/**
 * Refuses a write that would leave less than the reserve, so that the database can still record
 * what is there and people can still delete (SEC-89).
 * @throws AppError `storage_full`
 */
export async function requireFreeSpace(
  folder: string,
  neededBytes: number,
  reserveBytes: number,
): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  const freeBytes = bavail * bsize
  if (freeBytes - neededBytes < reserveBytes) {
    throw new AppError('storage_full', { freeBytes, reserveBytes })
  }
}
