import { connect, type Socket } from 'node:net'
import { ControlClient } from '@tidemark/control'
import { AppError } from '@tidemark/protocol'
import { VERSION } from '../version.js'
import { SocketTransport } from './socket-transport.js'

/**
 * Connects to the daemon of an endpoint.
 * @throws AppError `daemon_unreachable` when none listens, `daemon_version`.
 */
export async function connectToDaemon(endpoint: string): Promise<ControlClient> {
  return await ControlClient.connect(new SocketTransport(await openSocket(endpoint)), VERSION)
}

async function openSocket(endpoint: string): Promise<Socket> {
  const socket = connect(endpoint)
  return await new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket))
    socket.once('error', (cause) => reject(new AppError('daemon_unreachable', {}, { cause })))
  })
}
