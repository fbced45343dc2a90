import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { AppError, MARKER_NAME } from '@tidemark/protocol'
import type { RootIdentity, RootProbe } from '@tidemark/sync-engine'
import { isAbsence } from './disk-errors.js'
import { lstatOrAbsent } from './file-stat.js'
import { findFileSystemId, hasStableInodes } from './file-system-id.js'
import { type FolderHandle, openFolder } from './folder-handle.js'

const MARKER_FILE = 'marker.json'

/** Tells which folder is at `rootPath` now. */
export function probeRoot(rootPath: string): RootProbe {
  using root = openFolder(rootPath, '')
  if (root === undefined) return { state: 'missing' }
  const markerId = readMarker(rootPath)
  if (markerId === undefined) {
    const isEmpty = readdirSync(root.path).every((name) => name === MARKER_NAME)
    return { state: 'unmarked', isEmpty }
  }
  return { state: 'present', identity: identify(rootPath, root, markerId) }
}

/** Writes the marker of a folder that has none. */
export function markRoot(rootPath: string, markerId: string): RootIdentity {
  using folder = openFolder(rootPath, MARKER_NAME, { create: true })
  using root = openFolder(rootPath, '')
  if (folder === undefined || root === undefined) throw new AppError('folder_missing')
  const temporary = folder.child(`${MARKER_FILE}.new`)
  const note = 'Tidemark knows this folder by this file. Syncing pauses when it is gone.'
  const text = `${JSON.stringify({ version: 1, markerId, note }, undefined, 2)}\n`
  writeFileSync(temporary, text, { flush: true })
  renameSync(temporary, folder.child(MARKER_FILE))
  folder.sync()
  root.sync()
  return identify(rootPath, root, markerId)
}

function identify(rootPath: string, root: FolderHandle, markerId: string): RootIdentity {
  const stats = lstatOrAbsent(`${root.path}/.`)
  if (stats === undefined) throw new AppError('folder_missing')
  return {
    markerId,
    inode: hasStableInodes(rootPath) ? String(stats.ino) : '',
    fileSystemId: findFileSystemId(stats.dev),
  }
}

function readMarker(rootPath: string): string | undefined {
  using folder = openFolder(rootPath, MARKER_NAME)
  if (folder === undefined) return undefined
  try {
    const marker: unknown = JSON.parse(readFileSync(folder.child(MARKER_FILE), 'utf8'))
    return isMarker(marker) ? marker.markerId : undefined
  } catch (error) {
    // A damaged marker proves nothing, like none.
    if (isAbsence(error) || error instanceof SyntaxError) return undefined
    throw error
  }
}

function isMarker(value: unknown): value is { markerId: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'markerId' in value &&
    typeof value.markerId === 'string' &&
    /^[0-9a-f]{32}$/.test(value.markerId)
  )
}
