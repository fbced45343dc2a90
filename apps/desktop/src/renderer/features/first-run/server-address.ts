/** Addresses of servers as people type them, judged before anything is sent there. */

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i

export type AddressProblem = 'empty' | 'not_an_address' | 'only_web'

/** The daemon judges again; this is to help while somebody types. */
export function addressProblem(text: string): AddressProblem | null {
  if (text.trim() === '') return 'empty'
  const url = readAddress(text)
  if (url === null) return 'not_an_address'
  return url.protocol === 'https:' || url.protocol === 'http:' ? null : 'only_web'
}

/** Whether what is sent there can be read on the way (SEC-129). */
export function isReadableOnTheWay(text: string): boolean {
  const url = readAddress(text)
  return url?.protocol === 'http:' && !LOOPBACK.test(url.hostname)
}

/** An address while it is typed. */
export interface AddressDraft {
  readonly server: string
  /** The person trusts every device on the way to a server without encryption. */
  readonly isTrusted: boolean
}

export function isAcceptable({ server, isTrusted }: AddressDraft): boolean {
  return addressProblem(server) === null && (isTrusted || !isReadableOnTheWay(server))
}

function readAddress(text: string): URL | null {
  const trimmed = text.trim()
  return URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`)
}
