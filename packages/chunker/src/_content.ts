/**
 * File contents that tests and `vectors/` name by data alone. The generators are part of the vectors: a change
 * here breaks them.
 */
export type ContentSpec =
  | { readonly kind: 'constant'; readonly byte: number; readonly sizeBytes: number }
  | { readonly kind: 'random' | 'dna' | 'text'; readonly seed: number; readonly sizeBytes: number }
  | {
      readonly kind: 'periodic'
      readonly seed: number
      readonly periodBytes: number
      readonly sizeBytes: number
    }

/** Marsaglia's xorshift32 ("Xorshift RNGs", 2003), shifts 13, 17, 5: unsigned numbers below 2^32. */
export function createXorshift32(seed: number): () => number {
  let state = seed | 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}

const WORDS =
  'the a of to and folder file keeps same everywhere tide mark block 0 1 42 = { } return const if'.split(
    ' ',
  )

function fillRandom(bytes: Uint8Array, next: () => number): void {
  for (let i = 0; i < bytes.length; i++) bytes[i] = next() >>> 24
}

function fillText(bytes: Uint8Array, next: () => number): void {
  for (let i = 0; i < bytes.length; ) {
    const choice = next() >>> 8
    const word = WORDS[choice % WORDS.length] + (choice % 11 === 0 ? '\n' : ' ')
    for (let k = 0; k < word.length && i < bytes.length; k++) bytes[i++] = word.charCodeAt(k)
  }
}

export function createContent(spec: ContentSpec): Uint8Array {
  const bytes = new Uint8Array(spec.sizeBytes)
  if (spec.kind === 'constant') return bytes.fill(spec.byte)
  const next = createXorshift32(spec.seed)
  switch (spec.kind) {
    case 'random':
      fillRandom(bytes, next)
      break
    case 'dna':
      for (let i = 0; i < bytes.length; i++) bytes[i] = 'ACGT'.charCodeAt(next() >>> 30)
      break
    case 'text':
      fillText(bytes, next)
      break
    case 'periodic':
      fillRandom(bytes.subarray(0, spec.periodBytes), next)
      for (let i = spec.periodBytes; i < bytes.length; i++) {
        bytes[i] = bytes[i - spec.periodBytes] ?? 0
      }
      break
  }
  return bytes
}
