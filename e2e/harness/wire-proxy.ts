import { connect, createServer, type Server, type Socket } from 'node:net'
import type { FaultyWire } from './faulty-wire.js'

/** Bytes that crossed the proxy, headers included, as the originating client sees them. */
export interface WireCount {
  readonly upBytes: number
  readonly downBytes: number
  /** Requests by the last part of their path, e.g. `blocks`, `read`, `commits`. */
  readonly requests: ReadonlyMap<string, number>
}

/**
 * A TCP proxy in front of the server: counts what crosses it outside the product, and can fail on
 * command. Request lines are recognised in the plain HTTP stream, for counting only.
 */
export class WireProxy implements AsyncDisposable {
  readonly url: string
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #upBytes = 0
  #downBytes = 0
  #requests = new Map<string, number>()
  #online = true
  #wire: FaultyWire | undefined
  #cutAfter: { direction: 'up' | 'down'; bytes: number; done: () => void } | undefined

  private constructor(server: Server, port: number) {
    this.#server = server
    this.url = `http://127.0.0.1:${port}`
  }

  static async start(targetUrl: string): Promise<WireProxy> {
    const target = new URL(targetUrl)
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    const proxy = new WireProxy(server, address.port)
    server.on('connection', (client) => proxy.#accept(client, target.hostname, Number(target.port)))
    return proxy
  }

  /** Where requests go from now on is fixed; a server restarted on its port is found again. */
  #accept(client: Socket, host: string, port: number): void {
    if (!this.#online || this.#wire?.refuses()) {
      client.destroy()
      return
    }
    const upstream = connect(port, host)
    for (const socket of [client, upstream]) {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
      socket.on('error', () => {
        client.destroy()
        upstream.destroy()
      })
    }
    client.on('data', (bytes) => {
      this.#upBytes += bytes.length
      this.#noteRequests(bytes)
      this.#cut('up', bytes.length, client, upstream)
    })
    upstream.on('data', (bytes) => {
      this.#downBytes += bytes.length
      this.#cut('down', bytes.length, client, upstream)
    })
    this.#carry(client, upstream)
    this.#carry(upstream, client)
  }

  /** Carries one direction in order; which wire it goes over is asked for every piece. */
  #carry(from: Socket, to: Socket): void {
    let last: Promise<void> = Promise.resolve()
    let waiting = 0
    const afterwards = (act: () => void | Promise<void>): void => {
      waiting++
      last = last.then(act).then(() => {
        waiting--
      })
    }
    from.on('data', (bytes) => {
      const wire = this.#wire
      if (wire !== undefined) afterwards(() => wire.pass(bytes, from, to))
      else if (waiting > 0) afterwards(() => void to.write(bytes))
      else if (!to.write(bytes)) {
        from.pause()
        to.once('drain', () => from.resume())
      }
    })
    from.on('end', () => afterwards(() => void to.end()))
    from.on('close', () => afterwards(() => to.destroySoon()))
  }

  /** Everything goes over `wire` from now on; undefined = over a good one. */
  useWire(wire: FaultyWire | undefined): void {
    this.#wire?.end()
    this.#wire = wire
  }

  #noteRequests(bytes: Buffer): void {
    const head = bytes.toString('latin1', 0, Math.min(bytes.length, 400))
    const match = /^(?:GET|POST|DELETE) (\S+?)(?:\?\S*)? HTTP\/1\.1\r\n/.exec(head)
    const last = match?.[1]?.split('/').at(-1)
    if (last !== undefined) this.#requests.set(last, (this.#requests.get(last) ?? 0) + 1)
  }

  #cut(direction: 'up' | 'down', bytes: number, client: Socket, upstream: Socket): void {
    const plan = this.#cutAfter
    if (plan === undefined || plan.direction !== direction) return
    plan.bytes -= bytes
    if (plan.bytes > 0) return
    this.#cutAfter = undefined
    client.destroy()
    upstream.destroy()
    plan.done()
  }

  /** Breaks the connection that carries the `bytes`-th byte from now; resolves when it happened. */
  cutAfter(direction: 'up' | 'down', bytes: number): Promise<void> {
    return new Promise((done) => {
      this.#cutAfter = { direction, bytes, done }
    })
  }

  /** Ends all connections and refuses new ones until `goOnline`. */
  goOffline(): void {
    this.#online = false
    for (const socket of this.#sockets) socket.destroy()
  }

  goOnline(): void {
    this.#online = true
  }

  /** Counts since the last call. */
  take(): WireCount {
    const count = { upBytes: this.#upBytes, downBytes: this.#downBytes, requests: this.#requests }
    this.#upBytes = 0
    this.#downBytes = 0
    this.#requests = new Map()
    return count
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.goOffline()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }
}
