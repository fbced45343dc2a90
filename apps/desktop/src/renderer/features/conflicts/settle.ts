import type { IpcAnswer, OpenConflict, TidemarkBridge } from '../../../ipc-contract/index.js'
import { choiceFor, needsDetails, type Resolution, seenOf, type Wish } from './conflict-view.js'

type Daemon = Pick<TidemarkBridge['daemon'], 'conflictDetails' | 'resolveMany'>
/** Names a conflict. */
export type ConflictId = OpenConflict['conflictId']

/** What one press decides. */
export interface Decision {
  readonly conflicts: readonly OpenConflict[]
  readonly choose: (conflict: OpenConflict) => Resolution | null
}

export interface Outcome {
  readonly resolved: readonly ConflictId[]
  /** Not settled, by an error or because the wish means nothing for them. */
  readonly leftCount: number
}

/** As many as one call takes. */
const PER_CALL = 1000
/** Calls that are under way at once. */
const AT_ONCE = 8

/** A decision that asks for the sides where the list does not tell them. */
export function wishDecision(
  conflicts: readonly OpenConflict[],
  wish: Wish,
  deviceName: string,
): Decision {
  return { conflicts, choose: (conflict) => choiceFor(conflict, wish, deviceName) }
}

/**
 * Settles what a decision says, alike choices in one call. Where the list leaves open who wrote the
 * first version, its details are asked first.
 */
export async function settle(daemon: Daemon, decision: Decision): Promise<IpcAnswer<Outcome>> {
  const { conflicts, choose } = decision
  const resolved: ConflictId[] = []
  const byChoice = new Map<Resolution, OpenConflict[]>()
  const choices = await inBatches(conflicts, async (conflict) => ({
    conflict,
    choice: choose(conflict) ?? choose(await withDetails(daemon, conflict)),
  }))
  for (const { conflict, choice } of choices) {
    if (choice === null) continue
    const alike = byChoice.get(choice)
    if (alike === undefined) byChoice.set(choice, [conflict])
    else alike.push(conflict)
  }
  for (const [choice, alike] of byChoice) {
    for (let at = 0; at < alike.length; at += PER_CALL) {
      const seen = alike.slice(at, at + PER_CALL).map(seenOf)
      const answer = await daemon.resolveMany({ conflicts: seen, choice })
      // What is settled already can still be taken back, so the answer tells of that.
      if (!answer.ok) return resolved.length === 0 ? answer : outcome(conflicts, resolved)
      resolved.push(...answer.value.resolved)
    }
  }
  return outcome(conflicts, resolved)
}

function outcome(
  conflicts: readonly OpenConflict[],
  resolved: readonly ConflictId[],
): IpcAnswer<Outcome> {
  return { ok: true, value: { resolved, leftCount: conflicts.length - resolved.length } }
}

/** Opens settled conflicts again; answers how many. One that was changed since stops no other. */
export async function unsettle(
  daemon: Pick<TidemarkBridge['daemon'], 'undoResolve'>,
  resolved: readonly ConflictId[],
): Promise<number> {
  const answers = await inBatches(resolved, (conflictId) => daemon.undoResolve({ conflictId }))
  return answers.filter(({ ok }) => ok).length
}

/** Calls for many, a few at a time, in their order. */
async function inBatches<T, R>(
  items: readonly T[],
  call: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = []
  for (let at = 0; at < items.length; at += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(call))))
  }
  return results
}

async function withDetails(daemon: Daemon, conflict: OpenConflict): Promise<OpenConflict> {
  if (!needsDetails(conflict)) return conflict
  const details = await daemon.conflictDetails({ conflictId: conflict.conflictId })
  return details.ok ? details.value.conflict : conflict
}
