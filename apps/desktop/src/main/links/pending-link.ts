import { randomUUID } from 'node:crypto'
import type { Status } from '@tidemark/control'
import { AppError } from '@tidemark/protocol'
import type { PendingLink } from '../../ipc-contract/index.js'
import { type LinkAction, parseLink } from './parse-link.js'

/**
 * The one link that waits for a person's word. Nothing of a link happens before; a new one takes
 * the place of one that was not answered, and each has an id of its own, so that a late answer
 * never meets another link than the one that was shown.
 */
export class PendingLinkBox {
  #waiting: { readonly shown: PendingLink; readonly action: LinkAction } | undefined

  get shown(): PendingLink | null {
    return this.#waiting?.shown ?? null
  }

  /** @returns whether the link is one; anything else is dropped without a word. */
  offer(text: string, status: Status | undefined): boolean {
    const action = parseLink(text)
    const summary = action && summaryOf(action, status)
    if (action === undefined || summary === undefined) return false
    this.#waiting = { action, shown: { linkId: randomUUID(), kind: action.kind, summary } }
    return true
  }

  /** @throws AppError `not_found` when no such link waits (any more). */
  answer(linkId: string, isAccepted: boolean): LinkAction | undefined {
    const waiting = this.#waiting
    if (waiting?.shown.linkId !== linkId) throw new AppError('not_found')
    this.#waiting = undefined
    return isAccepted ? waiting.action : undefined
  }
}

function summaryOf(action: LinkAction, status: Status | undefined): string | undefined {
  if (action.kind === 'connect') return action.serverUrl
  return status?.folders.find(({ folderId }) => folderId === action.folderId)?.path
}
