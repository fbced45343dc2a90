import {
  type FileContent,
  formatConflictName,
  formatId,
  type LocalMinute,
  type NodeId,
  parseName,
  type RevisionId,
} from '@tidemark/protocol'
import type { Clock, Hasher } from '../ports.js'

/** Who we are, for the names of conflicted copies. */
export interface DeviceNaming {
  readonly deviceName: string
  /** Wall-clock time where the device is; only shown. */
  localMinute(nowMs: number): LocalMinute
}

/** Minutes in UTC, for devices that do not tell their zone. */
export function utcMinute(nowMs: number): LocalMinute {
  const date = new Date(nowMs)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
  }
}

/** The name that we propose for our version should it lose. The server makes it unique. */
export function proposeCopyName(name: string, naming: DeviceNaming, clock: Clock): string {
  const { deviceName } = naming
  return formatConflictName(parseName(name), { deviceName, at: naming.localMinute(clock.nowMs()) })
}

/**
 * The id of the conflicted copy of a losing version. Derived from what loses, so that a put that is
 * planned again after a crash is recognised by its copy and never makes a second one (PS211).
 */
export function copyNodeIdWith(hasher: Hasher) {
  return (nodeId: NodeId, base: RevisionId | null, content: FileContent): NodeId => {
    const text = `copy ${nodeId} ${base ?? '-'} ${content.root ?? '-'} ${content.sizeBytes}`
    const ascii = Uint8Array.from(text, (character) => character.charCodeAt(0))
    return formatId<NodeId>(hasher.sha256(ascii).subarray(0, 16))
  }
}
