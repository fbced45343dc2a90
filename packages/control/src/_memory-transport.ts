import type { ControlTransport } from './transport.js'

type Handlers = Parameters<ControlTransport['open']>[0]

/** Two ends of a connection in memory. Text arrives in a later microtask, cut into `pieceChars`. */
export function memoryTransports(
  pieceChars = Number.POSITIVE_INFINITY,
): [ControlTransport, ControlTransport] {
  const ends: MemoryEnd[] = []
  const [a, b] = [
    new MemoryEnd(() => ends[1], pieceChars),
    new MemoryEnd(() => ends[0], pieceChars),
  ]
  ends.push(a, b)
  return [a, b]
}

class MemoryEnd implements ControlTransport {
  readonly #peer: () => MemoryEnd | undefined
  readonly #pieceChars: number
  readonly #waiting: string[] = []
  #handlers: Handlers | undefined
  #isClosed = false

  constructor(peer: () => MemoryEnd | undefined, pieceChars: number) {
    this.#peer = peer
    this.#pieceChars = pieceChars
  }

  send(text: string): void {
    if (!this.#isClosed) queueMicrotask(() => this.#peer()?.deliver(text))
  }

  close(): void {
    queueMicrotask(() => {
      this.#peer()?.end()
      this.end()
    })
  }

  open(handlers: Handlers): void {
    this.#handlers = handlers
    for (const text of this.#waiting.splice(0)) this.deliver(text)
  }

  deliver(text: string): void {
    if (this.#handlers === undefined) {
      this.#waiting.push(text)
      return
    }
    for (let at = 0; at < text.length && !this.#isClosed; at += this.#pieceChars) {
      this.#handlers.onText(text.slice(at, at + this.#pieceChars))
    }
  }

  end(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#handlers?.onClose(undefined)
  }
}
