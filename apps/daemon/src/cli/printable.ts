/**
 * Characters that would act on a terminal or change how the line reads: controls, line and
 * paragraph separators, text direction, invisible joiners and lone surrogates.
 */
const ACTING = /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu

/** `text` from a file name or a server, safe to print on one line (SEC-71). */
export function printable(text: string): string {
  return text.replace(ACTING, (character) => {
    const code = character.codePointAt(0) ?? 0
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
  })
}
