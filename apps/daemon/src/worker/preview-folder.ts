import type { MessagePort } from 'node:worker_threads'
import { createFastestKernel } from '@tidemark/chunker'
import { toControlError } from '@tidemark/control'
import { AppError } from '@tidemark/protocol'
import { previewAttach } from '@tidemark/sync-engine'
import { NodeFileSystem } from '../adapters/fs/node-file-system.js'
import { HttpConnections } from '../adapters/remote-http/exchange.js'
import { loadFrameChecksum } from '../adapters/remote-http/frame-checksum.js'
import { HttpRemote } from '../adapters/remote-http/http-remote.js'
import { ServerClient } from '../adapters/remote-http/server-client.js'
import type { FromPreview, PreviewSetup } from '../process/worker-messages.js'
import { VERSION } from '../version.js'
import { systemClock, systemHasher } from './platform.js'

/** Tells what linking a folder would do, once. Nothing is written, so the thread may be ended. */
export async function runPreview(port: MessagePort, setup: PreviewSetup): Promise<void> {
  const send = (message: FromPreview) => port.postMessage(message)
  try {
    using connections = new HttpConnections()
    const deps = {
      fs: new NodeFileSystem({ rootPath: setup.path, nowMs: systemClock.nowMs }),
      remote: await openSpace(setup, connections),
      hasher: systemHasher,
      kernel: createFastestKernel(),
    }
    const preview = await previewAttach(deps, new AbortController().signal)
    send({ type: 'preview', preview })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    send({ type: 'failed', error: toControlError(error) })
  } finally {
    port.close()
  }
}

async function openSpace(
  { spaceId, serverUrl, serverId, token }: PreviewSetup,
  connections: HttpConnections,
): Promise<HttpRemote | undefined> {
  if (spaceId === undefined) return undefined
  const client = new ServerClient({
    connections,
    baseUrl: new URL(serverUrl),
    userAgent: `tidemark/${VERSION}`,
    random: Math.random,
    ...{ token, serverId },
  })
  return new HttpRemote({ client, spaceId, checksum: await loadFrameChecksum() })
}
