import { chmod, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { type ControlHost, ControlSession, type EventData, type EventName } from '@tidemark/control'
import { SocketTransport } from '@tidemark/control-socket'

/** Connections at a time: far more than one person's programs need. */
const MAX_CONNECTIONS = 64

/**
 * Serves the control API on a socket inside a directory of this user alone (SEC-133), never on
 * TCP. Disposing ends all connections after their last answers.
 */
export class ControlServer implements AsyncDisposable {
  readonly #server: Server
  readonly #sessions = new Set<ControlSession>()

  private constructor(host: ControlHost) {
    this.#server = createServer((socket) => {
      const session = ControlSession.serve(new SocketTransport(socket), host, () =>
        this.#sessions.delete(session),
      )
      this.#sessions.add(session)
    })
    this.#server.maxConnections = MAX_CONNECTIONS
  }

  /** The caller holds the profile's lock, so a socket file that is there is a leftover. */
  static async listen(endpoint: string, host: ControlHost): Promise<ControlServer> {
    const isPipe = process.platform === 'win32'
    if (!isPipe) await rm(endpoint, { force: true })
    const control = new ControlServer(host)
    await new Promise<void>((resolve, reject) => {
      control.#server.once('error', reject)
      control.#server.listen(endpoint, resolve)
    })
    if (!isPipe) await chmod(endpoint, 0o600)
    return control
  }

  /** Sends an event to every client that asked for events. */
  notify<N extends EventName>(event: N, data: EventData<N>): void {
    for (const session of this.#sessions) session.notify(event, data)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    for (const session of this.#sessions) session.close()
    await closed
  }
}
