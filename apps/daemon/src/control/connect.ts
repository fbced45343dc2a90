import type { ControlClient } from '@tidemark/control'
import { connectToEndpoint } from '@tidemark/control-socket'
import { VERSION } from '../version.js'

/**
 * Connects to the daemon of an endpoint.
 * @throws AppError `daemon_unreachable` when none listens, `daemon_version`.
 */
export async function connectToDaemon(endpoint: string): Promise<ControlClient> {
  return await connectToEndpoint(endpoint, VERSION)
}
