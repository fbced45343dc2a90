import { isSameContent, type NodeId } from '@tidemark/protocol'
import {
  type DownloadStep,
  foldersFirst,
  type LocalPlacement,
  type LocalTrashStep,
  type MetadataStep,
  passingName,
  type ReadStep,
  recordContent,
} from '@tidemark/sync-engine'
import type { MemoryStateStore } from '../state/memory-state-store.js'
import type { DeviceFolder } from './device-folder.js'

/**
 * How a step on disk ends: `unrecorded` = the disk has changed and the process died before it
 * could write that down, so that only a scan finds it.
 */
export type StepEnd = 'done' | 'changed' | 'unrecorded'

/** What may go wrong with a step. */
export type Trouble = () => 'none' | 'refused' | 'crash'

/** Carries steps out on the folder of a device, refusing what is not as planned. */
export class FolderSteps {
  readonly #store: MemoryStateStore
  readonly #folder: DeviceFolder

  constructor(store: MemoryStateStore, folder: DeviceFolder) {
    this.#store = store
    this.#folder = folder
  }

  read({ nodeId }: ReadStep): StepEnd {
    const row = this.#store.local.find(nodeId)
    if (row === undefined || row.missingSinceMs !== null) return 'changed'
    if (!this.#folder.isAsPlanned(nodeId)) return 'changed'
    const content = this.#folder.contentOf(row)
    this.#store.transaction((tx) => tx.putLocal({ ...row, content }))
    return 'done'
  }

  /** Members of a knot step aside first, under their passing names. */
  place(component: readonly LocalPlacement[], trouble: Trouble): StepEnd[] {
    const isKnot = component.length > 1
    if (isKnot) {
      for (const { kind, nodeId, name } of component) {
        if (kind !== 'move') continue
        const end = this.#move(
          nodeId,
          this.#folder.rootNodeId,
          passingName({ nodeId, name }),
          trouble,
        )
        if (end === 'unrecorded') return [end]
      }
    }
    const ends: StepEnd[] = []
    for (const step of isKnot ? foldersFirst(component) : component) {
      const { kind, nodeId, parentId, name } = step
      const end =
        kind === 'mkdir' ? this.#mkdir(step, trouble) : this.#move(nodeId, parentId, name, trouble)
      ends.push(end)
      if (end === 'unrecorded') break
    }
    return ends
  }

  /** @param onReplaced is told of a content that the new one takes the place of. */
  download(
    step: DownloadStep,
    trouble: Trouble,
    onReplaced: (root: string | null) => void,
  ): StepEnd {
    const { nodeId, content, contentRev } = step
    const local = this.#store.local.find(nodeId)
    const parentId = local?.parentId ?? step.parentId
    const name = local?.name ?? step.name
    if (local === undefined) {
      if (!this.#isFolder(parentId) || this.#isTaken(parentId, name, nodeId)) return 'changed'
    } else if (!this.#isReplaceable(nodeId)) return 'changed'
    if (!this.#folder.isAsPlanned(local === undefined ? parentId : nodeId)) return 'changed'
    const what = trouble()
    if (what === 'refused') return 'changed'
    if (local !== undefined) onReplaced(this.#folder.contentOf(local).root)
    if (what === 'crash') {
      this.#folder.appear(local?.nodeId, parentId, name, content)
      return 'unrecorded'
    }
    const stat = this.#folder.newStat(content)
    this.#store.transaction((tx) => {
      const place = { nodeId, parentId, name, kind: 'file', missingSinceMs: null } as const
      tx.putLocal({ ...place, stat, content })
      recordContent(tx, nodeId, contentRev, content)
    })
    return 'done'
  }

  setMetadata({ nodeId, content, contentRev }: MetadataStep, trouble: Trouble): StepEnd {
    const local = this.#store.local.find(nodeId)
    if (local?.content === undefined || !isSameContent(local.content, content)) return 'changed'
    if (!this.#folder.isAsPlanned(nodeId)) return 'changed'
    const what = trouble()
    if (what === 'refused') return 'changed'
    const stat = this.#folder.newStat(content)
    this.#store.transaction((tx) => {
      tx.putLocal({ ...local, stat, content: what === 'crash' ? undefined : content })
      if (what !== 'crash') recordContent(tx, nodeId, contentRev, content)
    })
    return what === 'crash' ? 'unrecorded' : 'done'
  }

  trash({ nodeId }: LocalTrashStep, trouble: Trouble, nowMs: number): StepEnd {
    const local = this.#store.local.find(nodeId)
    if (local === undefined || local.missingSinceMs !== null) return 'changed'
    if (!this.#folder.isAsPlanned(nodeId)) return 'changed'
    const isEmpty = this.#store.local
      .children(nodeId)
      .every((child) => child.missingSinceMs !== null)
    if (!isEmpty) return 'changed'
    const what = trouble()
    if (what === 'refused') return 'changed'
    this.#store.transaction((tx) => {
      if (what === 'crash') tx.putLocal({ ...local, missingSinceMs: nowMs })
      else {
        tx.removeLocal(nodeId)
        tx.removeSynced(nodeId)
      }
    })
    return what === 'crash' ? 'unrecorded' : 'done'
  }

  #mkdir({ nodeId, parentId, name }: LocalPlacement, trouble: Trouble): StepEnd {
    if (!this.#isFolder(parentId) || this.#isTaken(parentId, name, nodeId)) return 'changed'
    if (!this.#folder.isAsPlanned(parentId)) return 'changed'
    const what = trouble()
    if (what === 'refused') return 'changed'
    if (what === 'crash') {
      this.#folder.appear(undefined, parentId, name, undefined)
      return 'unrecorded'
    }
    const stat = this.#folder.newStat(undefined)
    this.#store.transaction((tx) => {
      const row = { kind: 'folder', content: undefined, missingSinceMs: null } as const
      tx.putLocal({ nodeId, parentId, name, ...row, stat })
      const remote = tx.remote.find(nodeId)
      if (remote?.kind === 'folder') tx.putSynced({ ...remote, kind: 'folder', parentId, name })
    })
    return 'done'
  }

  #move(nodeId: NodeId, parentId: NodeId, name: string, trouble: Trouble): StepEnd {
    const local = this.#store.local.find(nodeId)
    if (local === undefined || local.missingSinceMs !== null) return 'changed'
    if (!this.#isFolder(parentId) || this.#isTaken(parentId, name, nodeId)) return 'changed'
    if (!this.#folder.isAsPlanned(nodeId) || !this.#folder.isAsPlanned(parentId)) return 'changed'
    if (this.#isInside(parentId, nodeId)) return 'changed'
    const what = trouble()
    if (what === 'refused') return 'changed'
    this.#store.transaction((tx) => {
      tx.putLocal({ ...local, parentId, name })
      const remote = tx.remote.find(nodeId)
      const synced = tx.synced.find(nodeId)
      const isThere = remote?.parentId === parentId && remote.name === name
      if (what !== 'crash' && isThere && synced !== undefined) {
        tx.putSynced({ ...synced, parentId, name, placeRev: remote.placeRev })
      }
    })
    return what === 'crash' ? 'unrecorded' : 'done'
  }

  /** A file may be replaced only while its bytes are what both sides agreed on (PS063). */
  #isReplaceable(nodeId: NodeId): boolean {
    const local = this.#store.local.find(nodeId)
    const agreed = this.#store.synced.find(nodeId)?.content
    const isKnown = local?.content !== undefined && local.missingSinceMs === null
    return isKnown && agreed !== undefined && isSameContent(local.content, agreed)
  }

  #isFolder(nodeId: NodeId): boolean {
    const row = this.#store.local.find(nodeId)
    return row?.kind === 'folder' && row.missingSinceMs === null
  }

  #isTaken(parentId: NodeId, name: string, ownId: NodeId): boolean {
    const other = this.#folder.childOf(parentId, name)
    return other !== undefined && other.nodeId !== ownId
  }

  #isInside(nodeId: NodeId, folderId: NodeId): boolean {
    let at: NodeId | null | undefined = nodeId
    for (let depth = 0; at && depth < 1000; depth++) {
      if (at === folderId) return true
      at = this.#store.local.find(at)?.parentId
    }
    return false
  }
}
