import { type Change, decodeCursor, type OperationResult } from '@tidemark/protocol'
import type { StateReader, StateTransaction } from '../state-store.js'

/** A position of the journal that an answer has named and that the journal has still to show. */
export interface NewestAnswer {
  readonly seq: number
  /** Ids of the node or conflict, one of which is told there; none where that is not known. */
  readonly ids: readonly string[]
}

type Answered = Extract<OperationResult, { readonly result: 'applied' | 'conflict' }>

/** The position and the ids, with spaces between. */
const SETTING = 'newest_answer'

/**
 * Remembers the last position that a commit was answered with, given its answers. A server that is restored from a
 * backup right after it has lost what it answered, while the position that we have read up to may be
 * older than the backup: only the answer tells that we know of more than there is (I14).
 */
export function noteNewestAnswer(
  tx: StateTransaction,
  answers: readonly {
    readonly step: { readonly kind: string }
    readonly result: OperationResult
  }[],
): void {
  let seq = Math.max(positionOf(tx), parse(tx.setting(SETTING))?.seq ?? 0)
  let newest: string | undefined
  for (const { step, result } of answers) {
    if (result.result !== 'applied' && result.result !== 'conflict') continue
    if (result.seq <= seq) continue
    seq = result.seq
    newest = [seq, ...idsThere(step.kind, result)].join(' ')
  }
  if (newest !== undefined) tx.setSetting(SETTING, newest)
}

/** What was answered and comes after the position that the journal is read up to. */
export function findUnseenAnswer(store: StateReader): NewestAnswer | undefined {
  const answer = parse(store.setting(SETTING))
  return answer !== undefined && answer.seq > positionOf(store) ? answer : undefined
}

/** There is no common past any more. */
export function forgetNewestAnswer(tx: StateTransaction): void {
  if (tx.setting(SETTING) !== undefined) tx.setSetting(SETTING, undefined)
}

/**
 * Whether a page of the journal, asked for after the answer had come, proves that the server has
 * lost it: the journal ends before it, or tells of something else at its position.
 */
export function isAnswerLost(
  answer: NewestAnswer,
  page: { readonly changes: readonly Change[]; readonly headSeq: number },
): boolean {
  return page.headSeq < answer.seq || isContradicted(answer, page.changes)
}

/**
 * Whether the journal tells of something else at the position of the answer; proves the same of a
 * page that was asked for before the answer had come.
 */
export function isContradicted({ seq, ids }: NewestAnswer, changes: readonly Change[]): boolean {
  const there = changes.find((change) => change.seq === seq)
  if (there === undefined || ids.length === 0) return false
  return !ids.includes(toldBy(there))
}

/** What the change at the position of an answer is about. */
function idsThere(kind: string, result: Answered): string[] {
  // One change deletes many nodes.
  if (result.result === 'applied') return kind === 'delete' ? [] : [result.nodeId]
  // The copy was made there, or the conflict was noted right after it.
  return [result.placed?.nodeId, result.conflictId].filter((id) => id !== undefined)
}

function toldBy(change: Change): string {
  if (change.type === 'upsert') return change.node.nodeId
  return change.type === 'conflict' ? change.conflict.conflictId : change.nodeId
}

function positionOf(store: StateReader): number {
  const cursor = store.journal()?.cursor
  return cursor === undefined ? 0 : (decodeCursor(cursor)?.seq ?? 0)
}

function parse(text: string | undefined): NewestAnswer | undefined {
  if (text === undefined) return undefined
  const [seq, ...ids] = text.split(' ')
  return { seq: Number(seq), ids }
}
