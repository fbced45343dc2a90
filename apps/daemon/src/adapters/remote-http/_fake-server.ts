import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ServerInfo } from '@tidemark/protocol'
import { HttpConnections, type Paces } from './exchange.js'
import { ServerClient } from './server-client.js'

const SERVER_ID = '5e'.repeat(16)

const SERVER_INFO: ServerInfo = {
  product: 'tidemark',
  serverId: SERVER_ID,
  version: '0.1.0',
  protocolVersions: [1],
  capabilities: [],
  setupOpen: false,
  limits: { maxFileBytes: 1e10, maxBlockBytes: 4194304, maxPackBytes: 67108864, pollHoldMs: 55000 },
}

type Answerer = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void

/** A server that says what a test wants, after the truth about who it is. */
export class FakeServer implements AsyncDisposable {
  readonly #server: Server
  readonly connections: HttpConnections
  /** Paths asked for, `/v1/server` not among them. */
  readonly asked: string[] = []
  readonly waitsMs: number[] = []
  readonly tokens: (string | undefined)[] = []
  info: unknown = SERVER_INFO
  /** Cuts every connection. */
  isDown = false
  #answer: Answerer

  private constructor(answer: Answerer, paces: Paces | undefined) {
    this.connections = new HttpConnections(paces)
    this.#answer = answer
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => this.#handle(request, response, Buffer.concat(chunks)))
    })
  }

  static async start(
    answer: Answerer = (_, response) => response.end(),
    paces?: Paces,
  ): Promise<FakeServer> {
    const fake = new FakeServer(answer, paces)
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve))
    return fake
  }

  /** Answers of the next requests in order; the last one stays. */
  answerInTurn(...answers: Answerer[]): void {
    let turn = 0
    this.#answer = (request, response, body) => {
      const answer = answers[Math.min(turn++, answers.length - 1)]
      answer?.(request, response, body)
    }
  }

  client(options: { serverId?: string } = { serverId: SERVER_ID }): ServerClient {
    const { port } = this.#server.address() as AddressInfo // listening on TCP since start
    return new ServerClient({
      connections: this.connections,
      baseUrl: new URL(`http://127.0.0.1:${port}/`),
      token: 'tmd_secret',
      userAgent: 'test',
      random: () => 0.5,
      wait: async (ms) => {
        this.waitsMs.push(ms)
      },
      ...options,
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.connections[Symbol.dispose]()
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #handle(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    if (this.isDown) {
      request.socket.destroy()
      return
    }
    if (request.url === '/v1/server') {
      json(200, this.info)(request, response, body)
      return
    }
    this.asked.push(request.url ?? '')
    this.tokens.push(request.headers.authorization)
    this.#answer(request, response, body)
  }
}

/** Answers JSON. */
export function json(
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): Answerer {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(JSON.stringify(value))
  }
}

/** Answers in the one error shape. */
export function failure(status: number, error: string, headers?: Record<string, string>): Answerer {
  return json(status, { error, message: 'x', requestId: 'r1' }, headers)
}

/** Answers bytes of some type. */
export function bytes(type: string, payload: string | Uint8Array, status = 200): Answerer {
  return (_, response) => {
    response.writeHead(status, { 'content-type': type })
    response.end(payload)
  }
}
