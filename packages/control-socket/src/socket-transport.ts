import type { Socket } from 'node:net'
import type { ControlTransport } from '@tidemark/control'

/** What a peer may leave unread before it is cut off, so that a stuck one costs no memory. */
const MAX_UNREAD_BYTES = 16 * 1024 * 1024

/** A control connection over a Unix socket or named pipe. */
export class SocketTransport implements ControlTransport {
  readonly #socket: Socket

  constructor(socket: Socket) {
    this.#socket = socket
    // Decodes characters across chunk borders.
    socket.setEncoding('utf8')
  }

  send(text: string): void {
    if (!this.#socket.writable) return
    this.#socket.write(text)
    if (this.#socket.writableLength > MAX_UNREAD_BYTES) this.#socket.destroy()
  }

  close(): void {
    this.#socket.destroySoon()
  }

  open(handlers: Parameters<ControlTransport['open']>[0]): void {
    let reason: unknown
    this.#socket.on('error', (error) => {
      reason = error
    })
    this.#socket.on('data', (text: string) => handlers.onText(text))
    this.#socket.once('close', () => handlers.onClose(reason))
  }
}
