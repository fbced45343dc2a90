/** What came of the messages: answers are counted, anything but a refusal in order is kept. */
interface Outcome {
  channels: number
  sent: number
  refused: number
  /** The first answers that no call may give. */
  strange: string[]
}

/**
 * Sends messages that nobody should take to every call of the bridge. Runs inside the page, so it
 * uses nothing from outside itself.
 */
export async function hostileMessages({
  seed,
  perChannel,
}: {
  readonly seed: number
  readonly perChannel: number
}): Promise<Outcome> {
  // mulberry32, a generator of 32 bits of state (public domain, T. Ettinger).
  let state = seed
  const random = (below: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
  const pick = <T>(items: readonly T[]): T => items[random(items.length)] as T // never empty
  const texts = [
    '',
    '..',
    '../../etc/passwd',
    '/',
    'C:\\',
    '\0',
    '__proto__',
    'constructor',
    '\ud800',
    'x'.repeat(40_000),
    'file:///etc/passwd',
    '{"a":1}',
  ]
  const names = 'folder path folderId linkId accept theme server login code __proto__ toString'
  const keys = [...names.split(' '), 'choice', 'spaceId', 'revisionId', 'nodeId', 'notifications']
  const value = (depth: number): unknown => {
    switch (random(depth > 3 ? 9 : 13)) {
      case 0:
        return null
      case 1:
        return undefined
      case 2:
        return pick([0, -1, 1e308, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
      case 3:
      case 4:
        return pick(texts)
      case 5:
        return random(2) === 0
      case 6:
        return new Date(pick([0, Number.NaN]))
      case 7:
        return pick([new Map([['a', 1]]), new Uint8Array(9), new Error('x'), 10n ** 30n])
      case 8:
        return JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}')
      case 9:
        return Array.from({ length: random(5) }, () => value(depth + 1))
      default:
        return Object.fromEntries(
          Array.from({ length: 1 + random(4) }, () => [pick(keys), value(depth + 1)]),
        )
    }
  }
  const outcome: Outcome = { channels: 0, sent: 0, refused: 0, strange: [] }
  const look = (name: string, answer: unknown) => {
    const isAnswer = typeof answer === 'object' && answer !== null && 'ok' in answer
    const isInternal = isAnswer && JSON.stringify(answer).includes('"internal"')
    if (isAnswer && answer.ok === false) outcome.refused++
    if (!isAnswer || isInternal) {
      if (outcome.strange.length < 10) outcome.strange.push(`${name}: ${JSON.stringify(answer)}`)
    }
  }
  const calls = [...Object.entries(window.tidemark.app), ...Object.entries(window.tidemark.daemon)]
  for (const [name, call] of calls) {
    // The bridge takes what its types do not, which is the point.
    const send = call as (params: unknown) => Promise<unknown>
    outcome.channels++
    for (let at = 0; at < perChannel; at += 250) {
      const batch = Array.from({ length: Math.min(250, perChannel - at) }, async () => {
        outcome.sent++
        const params = value(0)
        try {
          look(name, await send(params))
        } catch {
          outcome.refused++ // the bridge itself does not take every value across
        }
      })
      await Promise.all(batch)
    }
  }
  return outcome
}
