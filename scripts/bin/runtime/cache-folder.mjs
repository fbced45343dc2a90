import { posix, win32 } from 'node:path'

/**
 * Where native code is unpacked: TIDEMARK_CACHE_DIR, else the platform's place for what can be made
 * again.
 * @param {{ platform: NodeJS.Platform, env: NodeJS.ProcessEnv, homeFolder: string }} on
 */
export function addonFolder({ platform, env, homeFolder }) {
  const path = platform === 'win32' ? win32 : posix
  return path.join(env.TIDEMARK_CACHE_DIR || defaultFolder(platform, env, homeFolder), 'addons')
}

function defaultFolder(platform, env, homeFolder) {
  if (platform === 'win32') {
    const local = env.LOCALAPPDATA ?? win32.join(homeFolder, 'AppData', 'Local')
    return win32.join(local, 'Tidemark', 'Cache')
  }
  if (platform === 'darwin') return posix.join(homeFolder, 'Library', 'Caches', 'Tidemark')
  const xdg = env.XDG_CACHE_HOME
  // The specification ignores relative values.
  const cacheHome = xdg?.startsWith('/') ? xdg : posix.join(homeFolder, '.cache')
  return posix.join(cacheHome, 'tidemark')
}
