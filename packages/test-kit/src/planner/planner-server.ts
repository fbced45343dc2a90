import type { NodeId, RevisionId } from '@tidemark/protocol'
import { ServerRows } from './server-rows.js'
import { ServerTree } from './server-tree.js'

/** The root folder of every tree of a history. */
export const ROOT_ID = 'root' as NodeId // an id of tests

/** A server that can be restored from a backup: its tree goes back and gets a new epoch. */
export class PlannerServer {
  #tree: ServerTree
  #epoch = 0
  #revisionCount = 0
  #backup: ServerRows | undefined

  constructor() {
    this.#tree = new ServerTree(new ServerRows(ROOT_ID, () => this.#mint()))
  }

  get tree(): ServerTree {
    return this.#tree
  }

  get epoch(): number {
    return this.#epoch
  }

  backUp(): void {
    this.#backup = this.#tree.rows.copy()
  }

  /** Goes back to the last backup, if there is one. */
  restore(): boolean {
    if (this.#backup === undefined) return false
    this.#tree = new ServerTree(this.#backup.copy())
    this.#epoch++
    return true
  }

  /** Never the same twice, restored or not. */
  #mint(): RevisionId {
    return `r${this.#revisionCount++}` as RevisionId // an id of tests
  }
}
