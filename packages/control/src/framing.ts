/**
 * One JSON value per line, each ended by `\n`. JSON escapes line ends within strings, so a newline
 * on the wire is always the end of a message.
 */

import { MAX_CONTROL_LINE_CHARS } from './version.js'

/** Why a stream of lines cannot be read on. */
export type FramingProblem = 'line_too_long' | 'not_json'

/** A stream that breaks the framing. The connection is of no use any more: close it. */
export class FramingError extends Error {
  override readonly name = 'FramingError'
  readonly problem: FramingProblem

  constructor(problem: FramingProblem, options: { cause?: unknown } = {}) {
    super(problem === 'line_too_long' ? 'a line is over the limit' : 'a line is no JSON', options)
    this.problem = problem
  }
}

/**
 * `message` as one line, newline included.
 * @throws FramingError `line_too_long` when no peer would take it.
 */
export function encodeLine(message: unknown): string {
  const line = JSON.stringify(message)
  if (line.length > MAX_CONTROL_LINE_CHARS) throw new FramingError('line_too_long')
  return `${line}\n`
}

/**
 * Reads lines from text that arrives in pieces of any size. Holds at most one unfinished line.
 * After a fault every call throws it.
 */
export class LineDecoder {
  readonly #pieces: string[] = []
  #heldChars = 0
  #failure: FramingError | undefined

  /**
   * Takes the next text and returns the messages that it completes, in order. Messages before a
   * fault are returned; the fault is thrown by the next call, or now when there are none.
   * @throws FramingError
   */
  push(text: string): unknown[] {
    if (this.#failure !== undefined) throw this.#failure
    const messages: unknown[] = []
    try {
      this.#take(text, messages)
    } catch (error) {
      if (!(error instanceof FramingError)) throw error
      this.#failure = error
      if (messages.length === 0) throw error
    }
    return messages
  }

  /** Whether a line has begun that is not complete. */
  get isMidLine(): boolean {
    return this.#heldChars > 0
  }

  /** The fault found so far, if any: for callers that got messages from the same push. */
  get failure(): FramingError | undefined {
    return this.#failure
  }

  #take(text: string, messages: unknown[]): void {
    let from = 0
    let end = text.indexOf('\n')
    while (end >= 0) {
      this.#hold(text.slice(from, end))
      messages.push(parseLine(this.#pieces.join('')))
      this.#pieces.length = 0
      this.#heldChars = 0
      from = end + 1
      end = text.indexOf('\n', from)
    }
    this.#hold(text.slice(from))
  }

  #hold(piece: string): void {
    if (piece === '') return
    this.#heldChars += piece.length
    if (this.#heldChars > MAX_CONTROL_LINE_CHARS) throw new FramingError('line_too_long')
    this.#pieces.push(piece)
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new FramingError('not_json', { cause })
  }
}
