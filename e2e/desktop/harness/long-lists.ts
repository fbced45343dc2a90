import type { MethodParams, OpenConflict } from '@tidemark/control'
import { type ScriptedDaemon, shownFolder } from './scripted-daemon.js'
import { activityPage, conflictList, withWriter } from './scripted-lists.js'

const OWN = 'desk'
const OTHER = 'laptop'

/** A daemon tells its status four times a second at most. */
const STATUS_EVERY_MS = 250

/** What a person has settled, as it reached the daemon. */
export type Settled = MethodParams<'resolveMany'>

/** Has a daemon tell of so many conflicts, which are settled and opened again as it is told. */
export function scriptConflicts(daemon: ScriptedDaemon, count: number): Settled[] {
  const all = new Map(
    conflictList(count, OWN, OTHER).map((conflict) => [conflict.conflictId, conflict]),
  )
  const open = new Map(all)
  const settled: Settled[] = []
  const tell = () => {
    const counts = { items: 5000, pending: 0, held: 0, conflicts: open.size }
    daemon.show({ account: ACCOUNT, folders: [shownFolder('a', { counts })] })
  }
  let isWaiting = false
  const tellSoon = () => {
    if (isWaiting) return
    isWaiting = true
    setTimeout(() => {
      isWaiting = false
      tell()
    }, STATUS_EVERY_MS)
  }
  const find = (id: OpenConflict['conflictId']) => {
    const conflict = all.get(id)
    if (conflict === undefined) throw new Error(`no conflict ${id}`)
    return conflict
  }
  daemon.answer('conflicts', () => ({ conflicts: [...open.values()] }))
  daemon.answer('conflictDetails', ({ conflictId }) => ({
    conflict: withWriter(find(conflictId), OWN, OTHER),
    base: null,
  }))
  daemon.answer('resolveMany', (params) => {
    settled.push(params)
    const ids = params.conflicts.map(({ conflictId }) => conflictId)
    for (const id of ids) open.delete(id)
    tellSoon()
    return { resolved: ids, failed: [] }
  })
  daemon.answer('undoResolve', ({ conflictId }) => {
    open.set(conflictId, find(conflictId))
    tellSoon()
    return {}
  })
  tell()
  return settled
}

/** Has a daemon tell of so many things that happened. */
export function scriptActivity(daemon: ScriptedDaemon, count: number): void {
  daemon.show({ account: ACCOUNT, folders: [shownFolder('a')] })
  daemon.answer('listActivity', ({ before, limit }) => activityPage(count, before, limit))
}

const ACCOUNT = {
  serverUrl: 'https://box.example:8443',
  login: 'ada',
  deviceName: OWN,
  insecure: false,
}
