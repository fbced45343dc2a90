import { randomBytes } from 'node:crypto'
import type { FolderUndo, MethodParams, UndoPreview } from '@tidemark/control'
import {
  AppError,
  type DeviceId,
  formatId,
  type OpId,
  type UndoReport,
  type UndoRequest,
} from '@tidemark/protocol'
import type { ServerClient } from '../adapters/remote-http/server-client.js'
import type { Accounts } from './accounts.js'
import type { FolderRunner } from './folder-runner.js'
import type { LinkedFolders } from './linked-folders.js'

/** An undo of many items takes the server a while. */
const UNDO_TIMEOUT_MS = 300_000

/** Takes back what one device did, in the linked folders. */
export class DeviceUndo {
  readonly #accounts: Accounts
  readonly #folders: LinkedFolders

  constructor(accounts: Accounts, folders: LinkedFolders) {
    this.#accounts = accounts
    this.#folders = folders
  }

  /** @throws AppError `invalid_request` when no device, or more than one, is called so */
  async preview(params: MethodParams<'previewUndo'>, signal: AbortSignal): Promise<UndoPreview> {
    const client = await this.#accounts.client()
    const { deviceId, name: deviceName } = await findDevice(client, params.device, signal)
    const { sinceMs } = params
    const folders: FolderUndo[] = []
    for (const { folder } of this.#folders.select(params.folder)) {
      const json = { deviceId, sinceMs, isPreview: true }
      folders.push(reportOn(folder, await askServer(client, folder, json, signal)))
    }
    const undoId = formatId<OpId>(randomBytes(16))
    return { undoId, deviceId, deviceName, sinceMs, folders }
  }

  /** Undoes folder by folder. Asked again with the same id it goes on where it was interrupted. */
  async run(
    { undoId, deviceId, sinceMs, folders }: MethodParams<'undoDevice'>,
    signal: AbortSignal,
  ): Promise<{ folders: FolderUndo[] }> {
    const client = await this.#accounts.client()
    const done: FolderUndo[] = []
    for (const { folderId, throughSeq } of folders) {
      for (const { folder } of this.#folders.select(folderId)) {
        const json = { deviceId, sinceMs, isPreview: false, throughSeq, undoId }
        done.push(reportOn(folder, await askServer(client, folder, json, signal)))
      }
    }
    return { folders: done }
  }
}

async function askServer(
  client: ServerClient,
  { spaceId }: FolderRunner['folder'],
  json: UndoRequest,
  signal: AbortSignal,
): Promise<UndoReport> {
  const call = { params: { spaceId }, json, responseTimeoutMs: UNDO_TIMEOUT_MS }
  return await client.call('undoDevice', call, signal)
}

async function findDevice(
  client: ServerClient,
  wanted: string,
  signal: AbortSignal,
): Promise<{ deviceId: DeviceId; name: string }> {
  const { devices } = await client.call('listDevices', {}, signal)
  const byId = devices.find(({ deviceId }) => deviceId === wanted)
  if (byId !== undefined) return byId
  const called = devices.filter(({ name }) => name.toLowerCase() === wanted.toLowerCase())
  const [device] = called
  if (device !== undefined && called.length === 1) return device
  // Told with their ids, so that the person can say which.
  const known = (called.length > 0 ? called : devices).map((row) => `${row.name}: ${row.deviceId}`)
  const which = called.length > 0 ? 'more than one device has this name' : 'no device has this name'
  throw new AppError('invalid_request', { problem: `${which} (${known.join(', ')})` })
}

function reportOn({ folderId, path }: FolderRunner['folder'], report: UndoReport): FolderUndo {
  return { folderId, folderPath: path, ...report }
}
