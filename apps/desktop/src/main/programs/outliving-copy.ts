import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AppError } from '@tidemark/protocol'
import { syncFolder } from '../files/write-private-file.js'
import type { Installation } from './find-executable.js'
import type { Command } from './spawn-detached.js'

const CHUNK_BYTES = 1024 * 1024

/**
 * A program to start, in a place that is still there when the app has ended. An AppImage is mounted
 * while the app runs: a program in it would lose its own file, and crash at the next page it needs.
 * So it is copied to `folder` first, when it is to be started.
 * @throws AppError `disk_full`, `internal` when it cannot be copied.
 */
export async function outlivingProgram(
  program: Command,
  { isPackaged, env }: Pick<Installation, 'isPackaged' | 'env'>,
  folder: string,
): Promise<Command> {
  if (!isPackaged || env.APPIMAGE === undefined) return program
  try {
    return { ...program, command: await ensureCopy(program.command, folder) }
  } catch (cause) {
    const isFull = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC'
    throw new AppError(isFull ? 'disk_full' : 'internal', { path: folder }, { cause })
  }
}

/**
 * Copies a program under a name that tells its content; a copy with any other content is replaced,
 * and those of other versions go. One that runs keeps its file until it ends.
 */
export async function ensureCopy(source: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const digest = await digestOf(source)
  const name = `${basename(source)}-${digest.slice(0, 32)}`
  const target = join(folder, name)
  if (!(await isIntact(target, digest))) await copyDurably(source, target, digest)
  const others = (await readdir(folder)).filter((file) => isCopyOf(file, source) && file !== name)
  await Promise.all(others.map((file) => rm(join(folder, file), { force: true })))
  return target
}

/** Copies and half copies of a program, by their names. */
function isCopyOf(file: string, source: string): boolean {
  const rest = file.startsWith(`${basename(source)}-`)
    ? file.slice(basename(source).length + 1)
    : ''
  return /^[0-9a-f]{32}(\.tmp)?$/.test(rest)
}

async function isIntact(path: string, digest: string): Promise<boolean> {
  try {
    return (await lstat(path)).isFile() && (await digestOf(path)) === digest
  } catch {
    return false // not there, or nothing that can be read: it is made anew
  }
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  // A link could lead to another file at the next look.
  await using file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
  for await (const chunk of chunksOf(file)) hash.update(chunk)
  return hash.digest('hex')
}

/** Whole under its name or not there, also through a power cut. */
async function copyDurably(source: string, target: string, digest: string): Promise<void> {
  const beside = `${target}.tmp`
  await rm(beside, { force: true })
  {
    await using from = await open(source, 'r')
    await using to = await open(beside, 'wx', 0o700)
    for await (const chunk of chunksOf(from)) await to.appendFile(chunk)
    await to.sync()
  }
  if ((await digestOf(beside)) !== digest) throw new Error(`${beside} is not what was copied`)
  await rename(beside, target)
  await syncFolder(dirname(target))
}

/** A file's bytes in pieces that are good until the next one. */
async function* chunksOf(file: FileHandle): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(CHUNK_BYTES)
  for (;;) {
    const { bytesRead } = await file.read(buffer)
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
  }
}
