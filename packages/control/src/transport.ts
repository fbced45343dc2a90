/**
 * A connection as this package sees it: text in order, both ways. The host wraps its socket; it
 * decodes UTF-8 across chunk borders.
 */
export interface ControlTransport {
  /** Sends text. Does nothing once the connection is closed. */
  send(text: string): void
  /** Ends the connection; what was sent before still goes out. Idempotent. */
  close(): void
  /**
   * Starts delivery; called once. `onClose` comes exactly once, last, with the reason when the
   * connection broke.
   */
  open(handlers: { onText(text: string): void; onClose(reason: unknown): void }): void
}

/** The part of the DOM's AbortSignal that a call uses. */
export interface CallSignal {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}
