import type { FileContent } from '@tidemark/protocol'

/**
 * File content in one column, as a JSON array without member names:
 *
 *     [sizeBytes, root, depth, profileId, hashId, mtimeNs, executable, birthtimeNs?]
 */
export function formatContent(content: FileContent | undefined): string | null {
  if (content === undefined) return null
  const { sizeBytes, root, depth, profileId, hashId, mtimeNs, executable, birthtimeNs } = content
  const fields = [sizeBytes, root, depth, profileId, hashId, mtimeNs, executable]
  return JSON.stringify(birthtimeNs === undefined ? fields : [...fields, birthtimeNs])
}

/** What `formatContent` wrote. */
export function parseContent(text: string | null): FileContent | undefined {
  if (text === null) return undefined
  const fields = JSON.parse(text) as Fields // only formatContent writes the column
  const [sizeBytes, root, depth, profileId, hashId, mtimeNs, executable, birthtimeNs] = fields
  const content = { sizeBytes, root, depth, profileId, hashId, mtimeNs, executable }
  return birthtimeNs === undefined ? content : { ...content, birthtimeNs }
}

type Fields = [
  FileContent['sizeBytes'],
  FileContent['root'],
  FileContent['depth'],
  FileContent['profileId'],
  FileContent['hashId'],
  FileContent['mtimeNs'],
  FileContent['executable'],
  FileContent['birthtimeNs']?,
]
