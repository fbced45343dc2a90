import { readdirSync, unlinkSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { MARKER_NAME, TEMP_NAME_PREFIX } from '@tidemark/protocol'
import { lstatOrAbsent } from './file-stat.js'
import { openFolder } from './folder-handle.js'

const DAY_MS = 24 * 3_600_000

/**
 * Removes temporary files that nobody needs any more and that were not written to for a day (I12). A
 * time of more than a day ahead was stamped by a clock that was wrong then (E27).
 * Stays on the root's disk. Returns how many there were.
 */
export async function sweepStaged(
  rootPath: string,
  liveKeys: ReadonlySet<string>,
  nowMs: number,
): Promise<number> {
  const device = lstatOrAbsent(rootPath)?.dev
  const folders = ['']
  let removed = 0
  for (let path = folders.pop(); path !== undefined; path = folders.pop()) {
    await setImmediate()
    using folder = openFolder(rootPath, path)
    if (folder === undefined || lstatOrAbsent(`${folder.path}/.`)?.dev !== device) continue
    for (const entry of readdirSync(folder.path, { withFileTypes: true })) {
      const { name } = entry
      if (entry.isDirectory() && name !== MARKER_NAME) folders.push(path ? `${path}/${name}` : name)
      if (!entry.isFile() || !name.startsWith(TEMP_NAME_PREFIX)) continue
      if (liveKeys.has(name.slice(TEMP_NAME_PREFIX.length))) continue
      const stats = lstatOrAbsent(folder.child(name))
      if (stats === undefined || Math.abs(nowMs - Number(stats.mtimeMs)) <= DAY_MS) continue
      unlinkSync(folder.child(name))
      removed++
    }
  }
  return removed
}
