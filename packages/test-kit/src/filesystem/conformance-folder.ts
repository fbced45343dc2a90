import assert from 'node:assert/strict'
import { parseRelPath } from '@tidemark/protocol'
import type { FileStat, FileSystem } from '@tidemark/sync-engine'
import type { ConformanceCase } from '../conformance-case.js'

/** What a person does to the folder that a FileSystem works on. */
export interface FolderUser {
  /** Writes in place, makes missing folders. */
  write(path: string, text: string): void
  read(path: string): string
  mkdir(path: string): void
  rename(from: string, to: string): void
  remove(path: string): void
  symlink(path: string, target: string): void
  pipe(path: string): void
  /** Files in the trash by the path they had. */
  trash(): Record<string, string>
}

/** Makes a case out of what happens in a new, empty folder. */
export type Check = (
  title: string,
  body: (fs: FileSystem, user: FolderUser) => Promise<void>,
) => ConformanceCase

/** Names in a folder, sorted. */
export async function names(fs: FileSystem, path: string): Promise<string[]> {
  const entries = (await fs.list(parseRelPath(path))) ?? []
  return entries.map(({ displayName }) => displayName).sort()
}

/** Facts of what has to be there. */
export async function statOf(fs: FileSystem, path: string): Promise<FileStat> {
  const stat = await fs.stat(parseRelPath(path))
  assert.ok(stat, `nothing at ${path}`)
  return stat
}
