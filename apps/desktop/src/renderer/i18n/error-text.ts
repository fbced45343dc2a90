import type { i18n } from 'i18next'
import type { ControlError } from '../../ipc-contract/index.js'

/** The error in the language of the window; a code that is newer than the app in the daemon's words. */
export function errorText(translator: i18n, error: Pick<ControlError, 'code' | 'message'>): string {
  const key = `errors.${error.code}`
  // Codes come from the wire, so the compiler cannot know this key; exists() does.
  return translator.exists(key) ? translator.t(key as 'errors.internal') : error.message
}

/** What a person can do about an item that is held with this code, if there is something. */
export function fixText(translator: i18n, code: string): string | null {
  const key = `fixes.${code}`
  // The same: asked for before it is used.
  return translator.exists(key) ? translator.t(key as 'fixes.file_busy') : null
}
