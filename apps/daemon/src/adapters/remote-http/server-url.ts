import { AppError } from '@tidemark/protocol'

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i

/**
 * The server's address as a person typed it. Without a scheme it is `https`, on loopback `http`.
 * Passwords travel over this connection, so `http` beyond loopback needs `allowInsecure` (SEC-129).
 * @throws AppError `invalid_request` telling what is wrong with it.
 */
export function parseServerUrl(text: string, options: { allowInsecure: boolean }): URL {
  const url = readUrl(text.trim())
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new AppError('invalid_request', { server: text, problem: 'only https and http' })
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new AppError('invalid_request', {
      server: text,
      problem: 'an address has no password, query or fragment',
    })
  }
  if (isInsecure(url) && !options.allowInsecure) {
    throw new AppError('invalid_request', {
      server: text,
      problem: 'http is not encrypted; use https, or --insecure on a network that you trust',
    })
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return url
}

/** Whether what is sent there can be read on the way. */
export function isInsecure(url: URL): boolean {
  return url.protocol === 'http:' && !LOOPBACK.test(url.hostname)
}

function readUrl(text: string): URL {
  try {
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return new URL(text)
    const url = new URL(`https://${text}`)
    return LOOPBACK.test(url.hostname) ? new URL(`http://${text}`) : url
  } catch (cause) {
    throw new AppError('invalid_request', { server: text, problem: 'not an address' }, { cause })
  }
}
