import {
  baseName,
  type NameProblem,
  type Platform,
  platformPathProblem,
  platformProblem,
  type RelPath,
} from '@tidemark/protocol'

/** Whose rules for names this system has. */
export function systemPlatform(): Platform {
  if (process.platform === 'win32') return 'windows'
  return process.platform === 'darwin' ? 'macos' : 'linux'
}

/** Why the platform can never hold a new item at `path` below `rootPath` (E44, E46). */
export function problemAt(
  path: RelPath,
  rootPath: string,
  platform: Platform,
): NameProblem | undefined {
  const rootLength = platform === 'windows' ? rootPath.length : Buffer.byteLength(rootPath)
  return (
    platformProblem(baseName(path), platform) ?? platformPathProblem(path, rootLength, platform)
  )
}
