/**
 * Keys under which names count as the same. Both are only ever compared: the spelling that the
 * author gave is what is stored, sent and written to disk (E42).
 */

/**
 * The key that is unique within a folder: the name in NFC. Names that differ only in composed or
 * decomposed accents are one item (E42). Stable across Unicode versions for every character that
 * was assigned when the older side was built.
 */
export function nameKey(name: string): string {
  return name.normalize('NFC')
}

/**
 * The key under which names clash on a disk that ignores letter case. Not unique on the server: a
 * clash is for the client to show (E41).
 *
 * Follows Unicode full case folding without the Turkic rules: `STRASSE` and `straße`, the Kelvin
 * sign and `k`, all three sigmas are equal; dotless `ı` and `i` are not. Limits: NTFS folds single
 * UTF-16 units with the table of its formatting day and so keeps `ß` and `ss` apart; HFS+ and FAT
 * have tables of their own; invisible characters count. A client that must know asks the target
 * disk (E43) and takes equal keys only as a reason to look.
 */
export function foldKey(name: string): string {
  return name.normalize('NFD').split(DOTLESS_I).map(foldPart).join(DOTLESS_I).normalize('NFC')
}

/** Upper-casing would turn it into I, which default case folding never does. */
const DOTLESS_I = '\u0131'

/** Lower first for the capital sharp s, then upper for the expansions, then lower for the key. */
function foldPart(part: string): string {
  return part.toLowerCase().toUpperCase().toLowerCase().replaceAll('\u03c2', '\u03c3')
}
