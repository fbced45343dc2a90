import type { Activity } from '@tidemark/control'
import type { EngineEvent } from '@tidemark/sync-engine'

/** An engine's event as a line of activity; undefined for those that are none. */
export function activityOf(
  event: EngineEvent,
  atMs: number,
): Omit<Activity, 'folderId'> | undefined {
  switch (event.type) {
    case 'state':
      return undefined
    case 'merged_anew':
      return { atMs, kind: event.type, path: '' }
    case 'deletes_held':
      return { atMs, kind: event.type, path: '', detail: `${event.count} ${event.side}` }
    case 'renamed':
      return { atMs, kind: event.type, path: event.path, detail: event.side }
    case 'conflict':
      return { atMs, kind: event.type, path: event.path, detail: event.copyName }
    case 'held':
      return { atMs, kind: event.type, path: event.path, detail: event.code }
    default:
      return { atMs, kind: event.type, path: event.path }
  }
}
