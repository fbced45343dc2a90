import { isTidemarkLink } from '../links/parse-link.js'

/** What a launch of the app asks for. */
export interface LaunchRequest {
  /** Started by the system at login: no window. */
  readonly isHidden: boolean
  /** A `tidemark://` link, not yet looked into. */
  readonly link: string | undefined
}

const HIDDEN = '--hidden'

/**
 * Reads the arguments of this launch or of a second one. Only two things are taken, each of exact
 * form: whatever else a link or another program puts on the command line is not looked at (SEC-130).
 */
export function parseLaunchArgs(args: readonly string[]): LaunchRequest {
  const links = args.filter(isTidemarkLink)
  return { isHidden: args.includes(HIDDEN), link: links.length === 1 ? links[0] : undefined }
}
