import { MAX_NAME_BYTES } from './limits.js'
import { takeUtf8Bytes, utf8Length } from './utf8.js'

/** Where a suffix goes into a file name so that the file still opens with the same program. */

/** A name in two parts; `stem + extension` is the name. */
export interface SplitName {
  /** Never empty for a name that is not empty. */
  readonly stem: string
  /** With its leading dot, or empty. */
  readonly extension: string
}

/** Characters that an extension has at most, without its dot. Longer ones are prose. */
const MAX_EXTENSION_CHARS = 16
const EXTENSION = new RegExp(`^\\.[^.\\s()]{1,${MAX_EXTENSION_CHARS}}$`, 'u')
/** `v1.2` and `libc.so.6` end in a version; `.001` is a part of a split archive. */
const VERSION = /^\.\d{1,2}$/
/** Pairs that mean something only together. */
const DOUBLES =
  /\.(?:tar\.\w{1,4}|(?:sql|csv|json|log|nii|svg)\.gz|d\.[cm]?ts|min\.(?:js|css)|(?:js|css)\.map)$/i

/**
 * Splits a name before its extension. Dots at the start belong to the stem (`.bashrc`), text with
 * spaces or brackets after a dot is no extension (`Dr. Kim`), known pairs stay together (`.tar.gz`).
 */
export function splitExtension(name: string): SplitName {
  const visibleStart = name.search(/[^.]/)
  const double = DOUBLES.exec(name)
  if (double !== null && double.index > visibleStart) return splitAt(name, double.index)
  const dot = name.lastIndexOf('.')
  if (visibleStart === -1 || dot <= visibleStart || !isExtension(name.slice(dot))) {
    return { stem: name, extension: '' }
  }
  return splitAt(name, dot)
}

/** Whether `text` can be the `extension` that `splitExtension` returns: one, a pair or empty. */
export function isExtension(text: string): boolean {
  if (text === '') return true
  return (EXTENSION.test(text) && !VERSION.test(text)) || DOUBLES.exec(text)?.index === 0
}

/** `stem (note).ext`, the stem shortened by whole code points so that all fits into a name (E45). */
export function insertNote({ stem, extension }: SplitName, note: string): string {
  const suffix = ` (${note})${extension}`
  return takeUtf8Bytes(stem, MAX_NAME_BYTES - utf8Length(suffix)) + suffix
}

function splitAt(name: string, index: number): SplitName {
  return { stem: name.slice(0, index), extension: name.slice(index) }
}
