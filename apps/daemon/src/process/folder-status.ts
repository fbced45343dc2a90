import type { FolderStatus, Status } from '@tidemark/control'
import { isInsecure } from '../adapters/remote-http/server-url.js'
import type { LinkedFolder, SignIn } from '../profile/config.js'
import type { Profile } from '../profile/profile.js'
import { VERSION } from '../version.js'
import type { WorkerStatus } from './worker-messages.js'

const NO_TRANSFER = { doneBytes: 0, totalBytes: 0, bytesPerSecond: 0 }

/** What is known of a folder whose engine has not spoken yet. */
export const NOT_RUNNING: WorkerStatus = {
  state: 'starting',
  error: null,
  counts: { items: 0, pending: 0, held: 0, conflicts: 0 },
  bytes: { up: NO_TRANSFER, down: NO_TRANSFER },
  activePaths: [],
  held: [],
  heldDeletes: { local: 0, server: 0 },
  lastSyncAtMs: null,
  watch: { mode: 'starting', advice: null },
  settled: false,
}

/** A folder as clients see it. */
export function folderStatus(
  folder: LinkedFolder,
  status: WorkerStatus,
  restarts: number,
): FolderStatus {
  const { folderId, path, spaceId, spaceName } = folder
  return { folderId, path, spaceId, spaceName, restarts, ...status }
}

/** The whole picture. A daemon without folders has nothing to settle. */
export function wholeStatus(
  { paths, config, token }: Profile,
  isUnattended: boolean,
  folders: readonly FolderStatus[],
): Status {
  const { signIn } = config.current
  return {
    version: VERSION,
    profile: paths.directory,
    ...(signIn === undefined
      ? { account: null }
      : { account: accountStatus(signIn), token: { place: token.place, isUnattended } }),
    folders: [...folders],
    settled: folders.every((folder) => folder.settled),
  }
}

/** Who is signed in. */
export function accountStatus(signIn: SignIn): NonNullable<Status['account']> {
  const { serverUrl, login, deviceName } = signIn
  return { serverUrl, login, deviceName, insecure: isInsecure(new URL(serverUrl)) }
}
