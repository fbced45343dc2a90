import { type FileContent, formatHex, type NodeId } from '@tidemark/protocol'
import type { Hasher } from '../ports.js'

/**
 * Names the temporary file of a download. Same for the same version of the same file, so that a
 * restart finds what it had.
 */
export function stagingKey(
  hasher: Hasher,
  nodeId: NodeId,
  { root, sizeBytes }: Pick<FileContent, 'root' | 'sizeBytes'>,
): string {
  const text = `stage ${nodeId} ${root ?? '-'} ${sizeBytes}`
  const ascii = Uint8Array.from(text, (character) => character.charCodeAt(0))
  return formatHex(hasher.sha256(ascii).subarray(0, 16))
}
