import { closeSync, constants, fstatSync, openSync, unlinkSync } from 'node:fs'
import { TEMP_NAME_PREFIX } from '@tidemark/protocol'
import type { FileStat, StagedFile } from '@tidemark/sync-engine'
import { errnoOf, translated } from './disk-errors.js'
import { lstatOrAbsent, statFrom } from './file-stat.js'
import type { FolderHandle } from './folder-handle.js'
import { readFully, writeFully } from './open-file.js'

const OPEN_FLAGS =
  constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
/** Nobody else reads what is half written; the final mode comes with `place`. */
const PRIVATE_MODE = 0o600
const KEY = /^[0-9a-zA-Z-]{1,128}$/

/** An open temporary file beside its target. */
export class NodeStagedFile implements StagedFile {
  readonly key: string
  readonly sizeBytes: number
  /** Where the target was to be when the file was staged; for messages. */
  readonly targetPath: string
  readonly descriptor: number
  readonly #rootDevice: bigint
  #isOpen = true

  constructor(key: string, targetPath: string, descriptor: number, rootDevice: bigint) {
    this.key = key
    this.targetPath = targetPath
    this.descriptor = descriptor
    this.#rootDevice = rootDevice
    this.sizeBytes = Number(fstatSync(descriptor).size)
  }

  get tempName(): string {
    return tempNameOf(this.key)
  }

  stat(): Promise<FileStat> {
    return translated(this.targetPath, async () =>
      statFrom(fstatSync(this.descriptor, { bigint: true }), this.#rootDevice),
    )
  }

  read(into: Uint8Array, offset: number): Promise<number> {
    return translated(this.targetPath, () => readFully(this.descriptor, into, offset))
  }

  write(bytes: Uint8Array, offset: number): Promise<void> {
    return translated(this.targetPath, () => writeFully(this.descriptor, bytes, offset))
  }

  /** Whether `path` still leads to this file. */
  isAt(path: string): boolean {
    const here = fstatSync(this.descriptor, { bigint: true })
    const there = lstatOrAbsent(path)
    return there !== undefined && there.ino === here.ino && there.dev === here.dev
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isOpen) return
    this.#isOpen = false
    closeSync(this.descriptor)
  }
}

/**
 * Opens the temporary file of `key` in `folder`, or makes it. One that is a link, or that has a
 * second name (a crash between placing and cleaning up left the user's own file there), is dropped:
 * writing to it would write to something else.
 */
export function openStaged(
  folder: FolderHandle,
  targetPath: string,
  key: string,
  rootDevice: bigint,
): NodeStagedFile {
  if (!KEY.test(key)) throw new RangeError(`not a key for a temporary file: ${key}`)
  const path = folder.child(tempNameOf(key))
  const found = openOwn(path, OPEN_FLAGS)
  if (found !== undefined) return new NodeStagedFile(key, targetPath, found, rootDevice)
  unlinkSync(path)
  const fresh = openSync(path, OPEN_FLAGS | constants.O_EXCL, PRIVATE_MODE)
  return new NodeStagedFile(key, targetPath, fresh, rootDevice)
}

function openOwn(path: string, flags: number): number | undefined {
  let descriptor: number
  try {
    descriptor = openSync(path, flags, PRIVATE_MODE)
  } catch (error) {
    if (errnoOf(error) === 'ELOOP') return undefined
    throw error
  }
  const stats = fstatSync(descriptor)
  if (stats.isFile() && stats.nlink === 1) return descriptor
  closeSync(descriptor)
  return undefined
}

function tempNameOf(key: string): string {
  return `${TEMP_NAME_PREFIX}${key}`
}
