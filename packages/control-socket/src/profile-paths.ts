import { createHash } from 'node:crypto'
import { posix, win32 } from 'node:path'

/** What decides where a profile is. */
export interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly homeDir: string
  readonly tempDir: string
  /** Number of the user on POSIX; undefined on Windows. */
  readonly userId: number | undefined
}

/** Places of one profile. All of it belongs to one user (0700). */
export interface ProfilePaths {
  readonly directory: string
  readonly config: string
  readonly token: string
  readonly lock: string
  readonly log: string
  /** Of the control API: a socket's path, or a pipe's name on Windows. */
  readonly endpoint: string
  /** What happened to items. */
  readonly activity: string
  /** Versions of files that somebody looks at. */
  readonly versions: string
  /** What the engine of one folder remembers. */
  stateFile(folderId: string): string
}

/** macOS takes 103 bytes for a socket's path, Linux 107. */
const MAX_SOCKET_PATH_BYTES = 100
/** Leaves room for the socket's name below the temporary directory. */
const MAX_TEMP_PATH_BYTES = 40

/**
 * Where the profile is: `override`, else TIDEMARK_PROFILE, else the platform's place for
 * application data. The endpoint is found from the directory alone, so that a command run from
 * anywhere meets the same daemon.
 */
export function locateProfile(override: string | undefined, on: Surroundings): ProfilePaths {
  const path = on.platform === 'win32' ? win32 : posix
  const directory = path.resolve(override ?? on.env.TIDEMARK_PROFILE ?? defaultDirectory(on))
  return {
    directory,
    config: path.join(directory, 'config.json'),
    token: path.join(directory, 'token'),
    lock: path.join(directory, 'daemon.lock'),
    log: path.join(directory, 'daemon.log'),
    activity: path.join(directory, 'activity.db'),
    versions: path.join(directory, 'versions'),
    endpoint: endpointOf(directory, on),
    stateFile: (folderId) => path.join(directory, 'folders', folderId, 'state.db'),
  }
}

function defaultDirectory({ platform, env, homeDir }: Surroundings): string {
  if (platform === 'win32') {
    return win32.join(env.LOCALAPPDATA ?? win32.join(homeDir, 'AppData', 'Local'), 'Tidemark')
  }
  if (platform === 'darwin') {
    return posix.join(homeDir, 'Library', 'Application Support', 'Tidemark')
  }
  const xdg = env.XDG_DATA_HOME
  // The specification ignores relative values.
  const dataHome = xdg?.startsWith('/') ? xdg : posix.join(homeDir, '.local', 'share')
  return posix.join(dataHome, 'tidemark')
}

function endpointOf(directory: string, { platform, tempDir, userId }: Surroundings): string {
  const digest = createHash('sha256').update(directory).digest('hex').slice(0, 24)
  if (platform === 'win32') return `\\\\.\\pipe\\tidemark-${digest}`
  const inside = posix.join(directory, 'control.sock')
  if (Buffer.byteLength(inside) <= MAX_SOCKET_PATH_BYTES) return inside
  // Not XDG_RUNTIME_DIR: a command run by cron would look elsewhere.
  const temp = Buffer.byteLength(tempDir) <= MAX_TEMP_PATH_BYTES ? tempDir : '/tmp'
  return posix.join(temp, `tidemark-${userId ?? 0}`, `${digest}.sock`)
}
