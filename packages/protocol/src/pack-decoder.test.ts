import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checksum } from './_checksum.js'
import { anyFrames, blockIdOf, encodePack } from './_frames.js'
import { readVectors } from './_vectors.js'
import { formatHex, parseHex } from './ids.js'
import { MAX_PACK_BYTES, MAX_PACK_FRAMES } from './limits.js'
import { PackDecoder } from './pack-decoder.js'
import { type Frame, PackError } from './pack-format.js'

interface PackVectors {
  valid: { hex: string; frames: unknown[]; comment: string }[]
  invalid: { hex: string; error: string; framesBefore: number; comment: string }[]
}

interface Outcome {
  readonly frames: Frame[]
  readonly error: PackError | undefined
}

const vectors = readVectors<PackVectors>('packs')

/** Decodes chunks to the end or the first fault. Anything but a PackError fails the test. */
function decode(chunks: Iterable<Uint8Array>, maxBytes = MAX_PACK_BYTES): Outcome {
  const decoder = new PackDecoder({ checksum, maxBytes })
  const frames: Frame[] = []
  try {
    for (const chunk of chunks) frames.push(...decoder.push(chunk))
    decoder.finish()
    return { frames, error: undefined }
  } catch (error) {
    if (!(error instanceof PackError)) throw error
    return { frames, error }
  }
}

/** Cuts `bytes` after each of `sizes` in turn, again from the first when they are used up. */
function* split(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1
    yield bytes.subarray(at, at + size)
    at += size
  }
}

function plain(frames: readonly Frame[]): unknown[] {
  return frames.map((frame) =>
    frame.kind === 'absent' ? frame : { ...frame, payload: formatHex(frame.payload) },
  )
}

const anySizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 60 }), fc.constantFrom(8, 44, 400)), {
  minLength: 1,
  maxLength: 6,
})

describe('PackDecoder', () => {
  it.each(vectors.valid)('reads $comment', ({ hex, frames }) => {
    for (const size of [1, 7, 44, hex.length]) {
      const outcome = decode(split(parseHex(hex), [size]))
      expect(outcome.error).toBeUndefined()
      expect(plain(outcome.frames)).toEqual(frames)
    }
  })

  it.each(vectors.valid)('is the reverse of the encoder for $comment', ({ hex }) => {
    expect(formatHex(encodePack(decode([parseHex(hex)]).frames))).toBe(hex)
  })

  it.each(vectors.invalid)('refuses: $comment', ({ hex, error, framesBefore }) => {
    for (const size of [1, 7, 44, hex.length + 1]) {
      const outcome = decode(split(parseHex(hex), [size]))
      expect(outcome.error?.code).toBe(error)
      expect(outcome.frames).toHaveLength(framesBefore)
    }
  })

  it('gives the same frames however the bytes are cut', () => {
    fc.assert(
      fc.property(anyFrames, anySizes, (frames, sizes) => {
        const outcome = decode(split(encodePack(frames), sizes))
        expect(outcome.error).toBeUndefined()
        expect(plain(outcome.frames)).toEqual(plain(frames))
      }),
    )
  })

  it('finds every flipped byte and never hands out a changed frame (SEC-72)', () => {
    fc.assert(
      fc.property(
        anyFrames,
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), {
          minLength: 1,
          maxLength: 4,
        }),
        anySizes,
        (frames, flips, sizes) => {
          const pack = encodePack(frames)
          const original = pack.slice()
          for (const [at, mask] of flips) {
            const index = at % pack.length
            pack[index] = (pack[index] ?? 0) ^ mask
          }
          fc.pre(formatHex(pack) !== formatHex(original))
          const outcome = decode(split(pack, sizes))
          expect(outcome.error).toBeInstanceOf(PackError)
          expect(plain(outcome.frames)).toEqual(plain(frames.slice(0, outcome.frames.length)))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('keeps a prefix of the frames when the connection breaks anywhere', () => {
    fc.assert(
      fc.property(anyFrames, fc.nat(), anySizes, (frames, at, sizes) => {
        const pack = encodePack(frames)
        const outcome = decode(split(pack.subarray(0, at % pack.length), sizes))
        expect(outcome.error?.code).toBe('pack_truncated')
        expect(plain(outcome.frames)).toEqual(plain(frames.slice(0, outcome.frames.length)))
      }),
    )
  })

  it('answers noise with a PackError, also behind a valid header', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (noise, hasHeader) => {
        const bytes = hasHeader ? [encodePack([]).subarray(0, 8), noise] : [noise]
        expect(decode(bytes).error).toBeInstanceOf(PackError)
      }),
    )
  })

  it('returns the frames before a fault first and throws the fault from then on', () => {
    const pack = encodePack([{ kind: 'absent', blockId: blockIdOf('gone') }])
    pack[8 + 52] = 7
    const decoder = new PackDecoder({ checksum, maxBytes: MAX_PACK_BYTES })
    expect(decoder.push(pack)).toHaveLength(1)
    expect(() => decoder.push(new Uint8Array(0))).toThrow(PackError)
    expect(() => decoder.finish()).toThrow(expect.objectContaining({ code: 'pack_corrupt' }))
  })

  it('refuses a pack over its byte limit and takes one that just fits', () => {
    const pack = encodePack([{ kind: 'absent', blockId: blockIdOf('gone') }])
    expect(decode(split(pack, [10]), pack.length).error).toBeUndefined()
    expect(decode(split(pack, [10]), pack.length - 1).error?.code).toBe('pack_too_large')
  })

  it('refuses one frame more than a pack may hold', () => {
    const frames = Array<Frame>(MAX_PACK_FRAMES).fill({
      kind: 'absent',
      blockId: blockIdOf('gone'),
    })
    const pack = encodePack(frames)
    expect(decode([pack]).frames).toHaveLength(MAX_PACK_FRAMES)
    const oneMore = Buffer.concat([pack.subarray(0, 60), pack.subarray(8)])
    expect(decode([oneMore]).error?.code).toBe('pack_too_large')
  })

  it('keeps nothing of a chunk but payloads, so a reader may fill one buffer again and again', () => {
    const payload = new Uint8Array(500).fill(7)
    const blockId = blockIdOf('sevens')
    const rest = { kind: 'data', encoding: 'raw', blockId, rawLength: 500, bases: [] } as const
    const pack = encodePack([{ ...rest, payload }])
    for (let size = 1; size < 100; size++) {
      const buffer = new Uint8Array(size)
      const decoder = new PackDecoder({ checksum, maxBytes: MAX_PACK_BYTES })
      const frames: Frame[] = []
      for (const chunk of split(pack, [size])) {
        buffer.set(chunk)
        frames.push(...decoder.push(buffer.subarray(0, chunk.length)))
      }
      decoder.finish()
      expect(plain(frames)).toEqual(plain([{ ...rest, payload }]))
    }
  })

  it('does not copy a payload that came in one piece, and owns one that did not', () => {
    const payload = new Uint8Array(1000).fill(7)
    const pack = encodePack([
      {
        kind: 'data',
        encoding: 'raw',
        blockId: blockIdOf('sevens'),
        rawLength: payload.length,
        bases: [],
        payload,
      },
    ])
    const [whole] = decode([pack]).frames
    expect(whole?.kind === 'data' && whole.payload.buffer).toBe(pack.buffer)
    const [joined] = decode(split(pack, [500])).frames
    expect(joined?.kind === 'data' && joined.payload.buffer).not.toBe(pack.buffer)
  })
})
