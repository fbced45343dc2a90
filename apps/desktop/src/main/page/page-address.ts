/** Where the window's page lives: a scheme of its own, so that no page is ever a file or a web site. */
export const PAGE_SCHEME = 'app'
const PAGE_HOST = 'ui'
export const PAGE_URL = `${PAGE_SCHEME}://${PAGE_HOST}/index.html`

/** Screens of the page that main opens. */
export type PageView = 'home' | 'conflicts' | 'settings'

/** Address of a screen. Its part after `#` is the page's own, so opening it loads nothing anew. */
export function viewUrl(view: PageView): string {
  return `${PAGE_URL}#/${view}`
}

/** Whether `url` is the window's page; anchors and queries of it are, other files of its host are not. */
export function isOwnPage(url: string): boolean {
  const parsed = parseUrl(url)
  return parsed !== undefined && isOwnHost(parsed) && parsed.pathname === '/index.html'
}

/**
 * The file that `url` asks for as path segments below the page's folder; undefined when it asks for
 * anything else. A segment is a plain name, so nothing leads out of the folder.
 */
export function pageFileOf(url: string): readonly string[] | undefined {
  const parsed = parseUrl(url)
  if (parsed === undefined || !isOwnHost(parsed)) return undefined
  const segments = parsed.pathname.slice(1).split('/')
  return segments.every((segment) => PLAIN_NAME.test(segment)) ? segments : undefined
}

const PLAIN_NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/

// The origin of an own scheme is 'null' to Node's URL, so its parts are compared.
function isOwnHost({ protocol, host, username, password }: URL): boolean {
  return protocol === `${PAGE_SCHEME}:` && host === PAGE_HOST && username === '' && password === ''
}

function parseUrl(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined
}
