import { isAbsolute, join, relative, sep } from 'node:path'

/** The place of `path` below `root`; undefined when it would be outside of it. */
export function resolveInside(root: string, path: string): string | undefined {
  if (isAbsolute(path) || path.includes('\0')) return undefined
  const place = join(root, path)
  const way = relative(root, place)
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way) ? undefined : place
}
