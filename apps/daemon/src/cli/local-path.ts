import { realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

/**
 * The real absolute path of an argument. What does not exist (any more) keeps its names below the
 * deepest folder that does, so that deleted files can be asked about.
 */
export function localPath(argument: string): string {
  return realPrefix(resolve(argument))
}

function realPrefix(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(realPrefix(parent), basename(path))
  }
}
