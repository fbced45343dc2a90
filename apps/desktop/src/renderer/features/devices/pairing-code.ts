/** A code as people read it to each other: `K7P-3QX`. */
export function formatPairingCode(code: string): string {
  const half = Math.ceil(code.length / 2)
  return `${code.slice(0, half)}-${code.slice(half)}`
}

/** Whether what was typed can be a code; small letters, blanks and hyphens do not matter. */
export function looksLikePairingCode(text: string): boolean {
  return /^[2-9A-HJ-NP-Z]{6}$/.test(text.replace(/[\s-]/g, '').toUpperCase())
}
