import { extname } from 'node:path'

/** Scripts, styles and connections of the page's own origin, and nothing from elsewhere (SEC-121). */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** Headers of a file of the page; undefined for kinds that no page is made of. */
export function pageHeaders(fileName: string): Record<string, string> | undefined {
  const extension = extname(fileName)
  if (!Object.hasOwn(TYPES, extension)) return undefined
  return {
    'content-type': TYPES[extension] ?? '',
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
  }
}
