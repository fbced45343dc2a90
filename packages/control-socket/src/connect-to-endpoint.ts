import { connect, type Socket } from 'node:net'
import { ControlClient } from '@tidemark/control'
import { AppError } from '@tidemark/protocol'
import { SocketTransport } from './socket-transport.js'

/**
 * Connects to the daemon of an endpoint and shakes hands.
 * @param version version of the calling program, for the daemon's log.
 * @throws AppError `daemon_unreachable` when none listens, `daemon_version`.
 */
export async function connectToEndpoint(endpoint: string, version: string): Promise<ControlClient> {
  return await ControlClient.connect(await openSocketTransport(endpoint), version)
}

/**
 * A connection on which nothing was said yet.
 * @throws AppError `daemon_unreachable` when none listens.
 */
export async function openSocketTransport(endpoint: string): Promise<SocketTransport> {
  return new SocketTransport(await openSocket(endpoint))
}

async function openSocket(endpoint: string): Promise<Socket> {
  const socket = connect(endpoint)
  return await new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket))
    socket.once('error', (cause) => reject(new AppError('daemon_unreachable', {}, { cause })))
  })
}
