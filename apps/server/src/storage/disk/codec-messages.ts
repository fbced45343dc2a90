import type { OpenRequest, OpenResult, SealRequest, SealResult } from '@tidemark/server-core'
import { giveBack } from '../../platform/memory.js'
import type { SealingAccount } from './block-sealing.js'

/**
 * What passes between the server's thread and a codec worker. Bytes travel in one ArrayBuffer per
 * message, which is handed over, not copied; `Span` says where each piece lies in it.
 */
export interface Span {
  readonly offset: number
  readonly length: number
}

export type CodecJob =
  | { readonly do: 'seal'; readonly requests: readonly SealJobItem[] }
  | { readonly do: 'open'; readonly requests: readonly OpenJobItem[] }
  | { readonly do: 'identify'; readonly requests: readonly { readonly record: Span }[] }

type SealJobItem = Omit<SealRequest, 'payload' | 'dictionary'> & {
  readonly payload: Span
  readonly dictionary: Span | undefined
}
type OpenJobItem = Omit<OpenRequest, 'record'> & { readonly record: Span }

export interface CodecRequest {
  readonly jobId: number
  readonly account: SealingAccount
  readonly bytes: ArrayBuffer
  readonly job: CodecJob
}

export interface CodecReply {
  readonly jobId: number
  readonly bytes: ArrayBuffer
  readonly results: readonly CodecReplyItem[]
}

/** A result with its bytes, if any, at `span` of the reply. */
export type CodecReplyItem =
  | { readonly of: 'seal'; readonly result: SealResult; readonly span: Span | undefined }
  | { readonly of: 'open'; readonly result: OpenResult; readonly span: Span | undefined }

/** Lays pieces of bytes one after the other. */
export class SpanWriter {
  readonly #pieces: Uint8Array[] = []
  #length = 0

  add(piece: Uint8Array): Span {
    const span = { offset: this.#length, length: piece.length }
    this.#pieces.push(piece)
    this.#length += piece.length
    return span
  }

  finish(): ArrayBuffer {
    return this.#join(() => undefined)
  }

  /** Like `finish`, and frees each piece as soon as it is copied: nobody may use it any more. */
  finishAndGiveBack(): ArrayBuffer {
    return this.#join(giveBack)
  }

  #join(afterCopy: (piece: Uint8Array) => void): ArrayBuffer {
    const bytes = new Uint8Array(this.#length)
    let at = 0
    for (const piece of this.#pieces) {
      const { length } = piece
      bytes.set(piece, at)
      at += length
      afterCopy(piece)
    }
    return bytes.buffer
  }
}

/** The bytes at `span`, without copying them. */
export function bytesAt(bytes: ArrayBuffer, span: Span): Uint8Array {
  return new Uint8Array(bytes, span.offset, span.length)
}
