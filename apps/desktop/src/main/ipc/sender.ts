import { isOwnPage } from '../page/page-address.js'

/** What is known of who sent a message. */
export interface Sender {
  /** Address of the frame; undefined when the frame is gone already. */
  readonly frameUrl: string | undefined
  readonly isMainFrame: boolean
  /** The message comes from a window that this app opened for its page. */
  readonly isOwnWindow: boolean
}

/** Only the page in the main frame of the app's own window is heard (SEC-123). */
export function isTrusted({ frameUrl, isMainFrame, isOwnWindow }: Sender): boolean {
  return isOwnWindow && isMainFrame && frameUrl !== undefined && isOwnPage(frameUrl)
}
