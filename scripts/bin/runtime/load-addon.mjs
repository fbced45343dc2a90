/** Part of every executable: loads native code that the executable carries. */
import { homedir } from 'node:os'
import { getRawAsset } from 'node:sea'
import { ensureAddonFile } from './addon-cache.mjs'
import { addonFolder } from './cache-folder.mjs'

/**
 * The exports of the addon with this hash. Its file is proven each time, so once in each thread.
 * @throws when it cannot be unpacked, or not be loaded from there
 */
export function loadAddon(sha256) {
  const { platform, env } = process
  const folder = addonFolder({ platform, env, homeFolder: homedir() })
  const read = () => getRawAsset(`addons/${sha256}.node`)
  const module = { exports: {} }
  process.dlopen(module, ensureAddonFile(folder, sha256, read, process.getuid?.()))
  return module.exports
}
