import { closeSync, constants, fstatSync, openSync, read, readSync, write } from 'node:fs'
import { promisify } from 'node:util'
import type { FileReader } from '@tidemark/sync-engine'
import { errnoOf, isAbsence, translated } from './disk-errors.js'
import { statFrom } from './file-stat.js'

const readBytes = promisify(read)
const writeBytes = promisify(write)

/** Never follows a link and never waits for the other end of a pipe (SEC-68). */
const READ_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/** Opens a regular file; undefined when something else or nothing is there. */
export function openRegular(path: string, flags = READ_FLAGS): number | undefined {
  let descriptor: number
  try {
    descriptor = openSync(path, flags)
  } catch (error) {
    // ELOOP: a link. ENXIO: a socket.
    if (isAbsence(error) || ['ELOOP', 'ENXIO'].includes(errnoOf(error))) return undefined
    throw error
  }
  if (fstatSync(descriptor).isFile()) return descriptor
  closeSync(descriptor)
  return undefined
}

/**
 * As `openRegular`, for flushing what others wrote. Undefined also when it may not be opened: on
 * Windows, which flushes only through a descriptor for writing, a program may forbid that.
 */
export function openToFlush(path: string): number | undefined {
  try {
    return openRegular(path, process.platform === 'win32' ? constants.O_RDWR : READ_FLAGS)
  } catch (error) {
    if (['EACCES', 'EPERM', 'EBUSY'].includes(errnoOf(error))) return undefined
    throw error
  }
}

/** A reader over an open descriptor, which it owns. */
export function fileReader(descriptor: number, path: string, rootDevice: bigint): FileReader {
  return {
    stat: () =>
      translated(path, () => statFrom(fstatSync(descriptor, { bigint: true }), rootDevice)),
    read: (into, offset) => translated(path, () => readFully(descriptor, into, offset)),
    [Symbol.asyncDispose]: async () => closeSync(descriptor),
  }
}

/** Up to here a read takes less time than handing it to another thread and waiting for that. */
const QUICK_READ_BYTES = 64 * 1024

/** Fills `into` as far as the file goes. */
export async function readFully(descriptor: number, into: Uint8Array, offset: number) {
  if (into.length <= QUICK_READ_BYTES) return readQuickly(descriptor, into, offset)
  let filled = 0
  while (filled < into.length) {
    const { bytesRead } = await readBytes(
      descriptor,
      into,
      filled,
      into.length - filled,
      offset + filled,
    )
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return filled
}

function readQuickly(descriptor: number, into: Uint8Array, offset: number): number {
  let filled = 0
  while (filled < into.length) {
    const count = readSync(descriptor, into, filled, into.length - filled, offset + filled)
    if (count === 0) break
    filled += count
  }
  return filled
}

/** Writes all of `bytes`. */
export async function writeFully(descriptor: number, bytes: Uint8Array, offset: number) {
  let written = 0
  while (written < bytes.length) {
    const { bytesWritten } = await writeBytes(
      descriptor,
      bytes,
      written,
      bytes.length - written,
      offset + written,
    )
    written += bytesWritten
  }
}
