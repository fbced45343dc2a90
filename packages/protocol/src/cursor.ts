/**
 * A cursor is a position in one life of one journal: `(epoch, seq, chain hash at seq)`. The hash
 * catches a restored server whose journal has overtaken the position again (E102).
 *
 * Text form, opaque to clients: `1.<epoch hex>.<seq decimal>.<first 32 hex digits of the hash>`.
 */

import { type Cursor, type Epoch, isId, parseId } from './ids.js'

/** What a server reads out of a cursor. */
export interface CursorPosition {
  readonly epoch: Epoch
  /** Last change that the holder has seen; 0 before the first. */
  readonly seq: number
  /** First 128 bits of the chain hash at `seq`, 32 lower-case hex digits. */
  readonly chain: string
}

/** Text form of `position`. */
export function encodeCursor(position: CursorPosition): Cursor {
  // The brand says that it came from here.
  return `1.${position.epoch}.${position.seq}.${position.chain}` as Cursor
}

/** Reads a cursor; undefined when it is malformed or of another format, which means `cursor_reset`. */
export function decodeCursor(cursor: string): CursorPosition | undefined {
  const match = /^1\.([0-9a-f]{32})\.(0|[1-9][0-9]{0,15})\.([0-9a-f]{32})$/.exec(cursor)
  const [, epoch = '', seqText = '', chain = ''] = match ?? []
  const seq = Number(seqText)
  if (match === null || !isId(epoch) || !Number.isSafeInteger(seq)) return undefined
  return { epoch: parseId<Epoch>(epoch), seq, chain }
}
