import { isSameInode } from '../discover/identity.js'
import type { StagedFile } from '../ports.js'
import type { DownloadStep } from '../reconcile/plan.js'
import type { StateStore } from '../state-store.js'

/** A new file that is about to be put in place. */
export interface Arrival {
  readonly step: DownloadStep
  readonly diskName: string | undefined
  readonly staged: StagedFile
}

/**
 * Writes down which inodes are about to become which new items. They count as missing until they are
 * in place. Should the process die before it records that, the next one finds its own files by this,
 * wherever somebody has moved them meanwhile, and takes none for somebody's new one (I5).
 */
export async function announce(
  store: StateStore,
  arrivals: readonly Arrival[],
  nowMs: number,
): Promise<void> {
  const fresh = arrivals.filter(({ step }) => store.local.find(step.nodeId) === undefined)
  const rows = await Promise.all(
    fresh.map(async ({ step, diskName, staged }) => {
      const { nodeId, parentId, name, content } = step
      const { sizeBytes, executable } = content
      const seen = await staged.stat()
      const stat = { ...seen, sizeBytes, mtimeNs: BigInt(content.mtimeNs), executable }
      const place = { nodeId, parentId, name, diskName, kind: 'file' } as const
      return { ...place, stat, content: undefined, missingSinceMs: nowMs }
    }),
  )
  if (rows.length === 0) return
  store.transaction((tx) => {
    for (const row of rows) tx.putLocal(row)
  })
}

/** Takes back what was written of files that did not get into place. */
export async function takeBack(store: StateStore, arrivals: readonly Arrival[]): Promise<void> {
  for (const { step, staged } of arrivals) {
    const row = store.local.find(step.nodeId)
    if (row === undefined || row.missingSinceMs === null) continue
    if (isSameInode(row.stat, await staged.stat())) {
      store.transaction((tx) => tx.removeLocal(step.nodeId))
    }
  }
}
