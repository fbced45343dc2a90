/** What a `tidemark://` link asks for. A link never carries a secret and never acts by itself. */
export type LinkAction =
  | { readonly kind: 'connect'; readonly serverUrl: string }
  | { readonly kind: 'open'; readonly folderId: string }

export const LINK_SCHEME = 'tidemark'

const MAX_LINK_CHARS = 2048
const LINK_FORM = /^tidemark:\/\/(connect|open)\?(server|folder)=([A-Za-z0-9._~%-]+)$/
const FOLDER_ID = /^[0-9a-f]{32}$/

/** Whether `text` has the form of a link, so that it is worth being looked into. */
export function isTidemarkLink(text: string): boolean {
  return text.length <= MAX_LINK_CHARS && LINK_FORM.test(text)
}

/**
 * Reads a link: one action, its one parameter, nothing more (SEC-130).
 *
 *     tidemark://connect?server=https%3A%2F%2Fbox.example
 *     tidemark://open?folder=<folder id>
 */
export function parseLink(text: string): LinkAction | undefined {
  const [, action, name, encoded = ''] = isTidemarkLink(text) ? (LINK_FORM.exec(text) ?? []) : []
  const value = decode(encoded)
  if (value === undefined) return undefined
  if (action === 'connect' && name === 'server') {
    const serverUrl = parseServer(value)
    return serverUrl === undefined ? undefined : { kind: 'connect', serverUrl }
  }
  const isFolder = action === 'open' && name === 'folder' && FOLDER_ID.test(value)
  return isFolder ? { kind: 'open', folderId: value } : undefined
}

/** A server's address and nothing that could be a secret beside it. */
function parseServer(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined
  const { protocol, origin, username, password, pathname, search, hash } = new URL(text)
  const isWeb = protocol === 'https:' || protocol === 'http:'
  const isBare = [username, password, search, hash].every((part) => part === '')
  return isWeb && isBare && pathname === '/' ? origin : undefined
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined // no well-formed escape: no link of ours
  }
}
