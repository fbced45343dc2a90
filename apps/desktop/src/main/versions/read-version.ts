import { open } from 'node:fs/promises'
import type { FetchedVersion } from '@tidemark/control'
import type { VersionContent } from '../../ipc-contract/index.js'
import { MAX_IMAGE_BYTES, versionContent } from './version-content.js'

/** The content of a version that the daemon has put into its private cache. */
export async function readVersion({ path }: FetchedVersion): Promise<VersionContent> {
  await using file = await open(path)
  // One more than is shown tells that there is more; a larger file is never read whole.
  const buffer = new Uint8Array(MAX_IMAGE_BYTES + 1)
  let length = 0
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return versionContent(buffer.subarray(0, length))
}
