import { type Change, decodeCursor, type OperationResult } from '@tidemark/protocol'
import type { StateReader, StateTransaction } from '../state-store.js'

/** A position of the journal that an answer has named and that the journal has still to show. */
export interface UnseenAnswer {
  readonly seq: number
  /** Ids of the node or conflict, one of which is told there; none where that is not known. */
  readonly ids: readonly string[]
}

type Answered = Extract<OperationResult, { readonly result: 'applied' | 'conflict' }>

/** A line for each: the position and the ids, with spaces between. */
const SETTING = 'unseen_answers'
/** More commits are not answered between two looks at the journal. */
const LONGEST = 100

/**
 * Remembers the last position that a commit was answered with, given its answers. A server that is restored from a
 * backup right after it has lost what it answered, while the position that we have read up to may be
 * older than the backup: only the answer tells that we know of more than there is (I14). One for each
 * commit: what comes after the backup is answered with later positions.
 */
export function noteAnswers(
  tx: StateTransaction,
  answers: readonly {
    readonly step: { readonly kind: string }
    readonly result: OperationResult
  }[],
): void {
  let newest: UnseenAnswer | undefined
  for (const { step, result } of answers) {
    if (result.result !== 'applied' && result.result !== 'conflict') continue
    if (result.seq <= (newest?.seq ?? positionOf(tx))) continue
    newest = { seq: result.seq, ids: idsThere(step.kind, result) }
  }
  if (newest === undefined) return
  const unseen = [...findUnseenAnswers(tx), newest].slice(-LONGEST)
  tx.setSetting(SETTING, unseen.map(({ seq, ids }) => [seq, ...ids].join(' ')).join('\n'))
}

/** What was answered and comes after the position that the journal is read up to. */
export function findUnseenAnswers(store: StateReader): readonly UnseenAnswer[] {
  const lines = store.setting(SETTING)?.split('\n') ?? []
  return lines.map(parse).filter(({ seq }) => seq > positionOf(store))
}

/** There is no common past any more. */
export function forgetAnswers(tx: StateTransaction): void {
  if (tx.setting(SETTING) !== undefined) tx.setSetting(SETTING, undefined)
}

/**
 * Whether a page of the journal, asked for after the answers had come, proves that the server has
 * lost one: the journal ends before it, or tells of something else at its position.
 */
export function isAnswerLost(
  answers: readonly UnseenAnswer[],
  page: { readonly changes: readonly Change[]; readonly headSeq: number },
): boolean {
  return answers.some(({ seq }) => page.headSeq < seq) || isContradicted(answers, page.changes)
}

/**
 * Whether the journal tells of something else at the position of an answer; proves the same of a
 * page that was asked for before the answer had come.
 */
export function isContradicted(
  answers: readonly UnseenAnswer[],
  changes: readonly Change[],
): boolean {
  if (answers.length === 0) return false
  const told = new Map(changes.map((change) => [change.seq, toldBy(change)]))
  return answers.some(({ seq, ids }) => {
    const there = told.get(seq)
    return there !== undefined && ids.length > 0 && !ids.includes(there)
  })
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

function parse(line: string): UnseenAnswer {
  const [seq, ...ids] = line.split(' ')
  return { seq: Number(seq), ids }
}
