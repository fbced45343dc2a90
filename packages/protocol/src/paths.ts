import type { Branded } from './ids.js'
import { MAX_DEPTH } from './limits.js'
import { checkName, NameError, type NameProblem, type NodeName } from './names.js'

/**
 * Paths inside one synced tree. Only data: nothing here touches a disk, resolves dots or follows
 * links, because a `RelPath` has neither.
 */

/** Names joined by `/` without a slash at either end; the empty string is the root. */
export type RelPath = Branded<'RelPath'>

/** The root of a synced tree. */
export const ROOT_PATH = '' as RelPath // the empty path is valid by definition

/**
 * Decides whether `text` is a path inside a tree.
 * @returns the first problem from the left, or undefined when the path is fine.
 */
export function checkRelPath(text: string): NameProblem | undefined {
  if (text === '') return undefined
  const parts = text.split('/')
  // A folder at the deepest level may still hold a file.
  if (parts.length > MAX_DEPTH + 1) {
    return {
      code: 'path_too_deep',
      message: `Folders are nested more than ${MAX_DEPTH} deep. Move this further up.`,
    }
  }
  for (const part of parts) {
    if (part === '') {
      return {
        code: 'path_slash',
        message: 'The path begins or ends with a slash or has two in a row. Remove the extra one.',
      }
    }
    const found = checkName(part)
    if (found !== undefined) return found
  }
  return undefined
}

/**
 * Takes `text` as a path; the empty string is the root.
 * @throws NameError with the problem that `checkRelPath` found.
 */
export function parseRelPath(text: string): RelPath {
  const found = checkRelPath(text)
  if (found !== undefined) throw new NameError(found)
  return text as RelPath // the brand records the check above
}

/** The path of the item `name` in the folder `parent`. */
export function joinPath(parent: RelPath, name: NodeName): RelPath {
  return (parent === '' ? name : `${parent}/${name}`) as RelPath // a valid path and a valid name
}

/** The names of a path from the root down; none for the root. */
export function splitPath(path: RelPath): NodeName[] {
  return path === '' ? [] : (path.split('/') as NodeName[]) // parts of a valid path are valid
}

/**
 * The folder that holds `path`.
 * @throws RangeError for the root, which nothing holds.
 */
export function parentOf(path: RelPath): RelPath {
  refuseRoot(path)
  return path.slice(0, Math.max(0, path.lastIndexOf('/'))) as RelPath // a start of a valid path
}

/**
 * The last name of `path`.
 * @throws RangeError for the root, which has no name.
 */
export function baseName(path: RelPath): NodeName {
  refuseRoot(path)
  return path.slice(path.lastIndexOf('/') + 1) as NodeName // the last part of a valid path
}

/** Whether `path` is `folder` itself or lies anywhere below it. `ab` is not below `a`. */
export function isWithin(path: RelPath, folder: RelPath): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`)
}

function refuseRoot(path: RelPath): void {
  if (path === '') throw new RangeError('the root has neither parent nor name')
}
