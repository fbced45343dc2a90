import { localPath } from './local-path.js'

/** The folder argument of commands that take one or all. */
export function folderParam(folder: string | undefined): { folder?: string } {
  return folder === undefined ? {} : { folder: localPath(folder) }
}
