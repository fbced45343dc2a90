import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Protocol, protocol } from 'electron'
import { PAGE_SCHEME, pageFileOf } from './page-address.js'
import { pageHeaders } from './page-headers.js'

/** Makes the page's scheme a secure origin. Must happen before Electron is ready. */
export function registerPageScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true }
  protocol.registerSchemesAsPrivileged([{ scheme: PAGE_SCHEME, privileges }])
}

/** Serves the files of `folder` under the page's scheme, and nothing else. */
export function servePage(protocols: Protocol, folder: string): void {
  protocols.handle(PAGE_SCHEME, async ({ url, method }) => {
    const segments = method === 'GET' ? pageFileOf(url) : undefined
    const headers = segments && pageHeaders(segments.at(-1) ?? '')
    if (segments === undefined || headers === undefined) return notFound()
    try {
      const content = await readFile(join(folder, ...segments))
      return new Response(new Uint8Array(content), { headers })
    } catch {
      // A file of the page that is not there is what a browser calls 404, whatever the disk said.
      return notFound()
    }
  })
}

function notFound(): Response {
  return new Response('not found', { status: 404 })
}
