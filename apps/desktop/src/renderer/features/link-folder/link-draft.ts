import type { MethodParams } from '../../../ipc-contract/index.js'

/** Stands for a space that is made when the folder is linked. */
export const NEW_SPACE = ''

export interface LinkDraft {
  readonly path: string | null
  /** Of an existing space, or `NEW_SPACE`. */
  readonly spaceId: string
  readonly name: string
}

type LinkParams = MethodParams<'linkFolder'>

/** What to ask the daemon for; null while something is missing. */
export function linkParams({ path, spaceId, name }: LinkDraft): LinkParams | null {
  if (path === null) return null
  if (spaceId === NEW_SPACE) {
    const spaceName = name.trim()
    return spaceName === '' ? null : { path, spaceName }
  }
  // Options of the list carry ids that the daemon gave.
  return { path, spaceId: spaceId as NonNullable<LinkParams['spaceId']> }
}
