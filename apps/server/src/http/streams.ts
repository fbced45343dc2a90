import { Readable } from 'node:stream'

/** Bytes that wait for a slow reader before the source is asked for more. */
const BUFFERED_BYTES = 256 * 1024

/**
 * A stream of `source`, once its first piece is there: what fails before that can still be answered
 * with a status. What fails later breaks the connection, so nobody takes half for the whole.
 */
export async function startStream(source: AsyncIterable<Uint8Array>): Promise<Readable> {
  const pieces = source[Symbol.asyncIterator]()
  const first = await pieces.next()
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      for (let next = first; !next.done; next = await pieces.next()) yield next.value
    } finally {
      await pieces.return?.()
    }
  }
  return Readable.from(all(), { objectMode: false, highWaterMark: BUFFERED_BYTES })
}

/**
 * The body of a request, piece by piece. Leaving the loop early does not cut the connection, so an
 * answer can still be sent; what is left of the body is then thrown away.
 */
export async function* requestBody(raw: Readable): AsyncGenerator<Uint8Array> {
  try {
    yield* raw.iterator({ destroyOnReturn: false })
  } finally {
    raw.resume()
  }
}
