import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checksum } from './_checksum.js'
import { anyFrames, blockIdOf } from './_frames.js'
import { MAX_BLOCK_BYTES, MAX_PACK_FRAMES } from './limits.js'
import { encodedFrameBytes, encodeFrame, encodePackEnd, encodePackHeader } from './pack.js'
import { type BlockFrame, PACK_END_BYTES, PACK_HEADER_BYTES, PackError } from './pack-format.js'

const hello: BlockFrame = {
  kind: 'data',
  encoding: 'raw',
  blockId: blockIdOf('hello'),
  rawLength: 5,
  bases: [],
  payload: Buffer.from('hello'),
}

describe('encodeFrame', () => {
  it('hands out the payload itself, not a copy', () => {
    expect(encodeFrame(hello, checksum).at(-1)).toBe(hello.payload)
  })

  it('makes as many bytes as encodedFrameBytes says', () => {
    fc.assert(
      fc.property(anyFrames, (frames) => {
        for (const frame of frames) {
          const bytes = encodeFrame(frame, checksum).reduce((sum, part) => sum + part.length, 0)
          expect(encodedFrameBytes(frame)).toBe(bytes)
        }
      }),
    )
  })

  it.each<[string, Partial<BlockFrame>, string]>([
    ['an empty block', { rawLength: 0, payload: new Uint8Array(0) }, 'pack_corrupt'],
    ['a length that is not the payload’s', { rawLength: 6 }, 'pack_corrupt'],
    ['a dictionary without bases', { encoding: 'zstd_dictionary' }, 'pack_corrupt'],
    [
      'a block over the limit',
      { encoding: 'zstd', rawLength: MAX_BLOCK_BYTES + 1 },
      'pack_too_large',
    ],
    ['a negative length', { encoding: 'zstd', rawLength: -1 }, 'pack_corrupt'],
    ['a fraction', { encoding: 'zstd', rawLength: 5.5 }, 'pack_corrupt'],
    [
      'a negative offset',
      {
        encoding: 'zstd_dictionary',
        bases: [{ blockId: blockIdOf('base'), offset: -1, length: 2 }],
      },
      'pack_corrupt',
    ],
    [
      'nine bases',
      {
        encoding: 'zstd_dictionary',
        bases: Array(9).fill({ blockId: blockIdOf('base'), offset: 0, length: 1 }),
      },
      'pack_too_large',
    ],
  ])('refuses %s, as every reader would (SEC-46)', (_, change, code) => {
    const encode = () => encodeFrame({ ...hello, ...change }, checksum)
    expect(encode).toThrow(PackError)
    expect(encode).toThrow(expect.objectContaining({ code }))
  })
})

describe('pack header and end', () => {
  it('have the sizes that they announce', () => {
    expect(encodePackHeader()).toHaveLength(PACK_HEADER_BYTES)
    expect(encodePackEnd(3, checksum)).toHaveLength(PACK_END_BYTES)
  })

  it('refuse more frames than a pack may hold', () => {
    expect(encodePackEnd(MAX_PACK_FRAMES, checksum)).toHaveLength(PACK_END_BYTES)
    expect(() => encodePackEnd(MAX_PACK_FRAMES + 1, checksum)).toThrow(PackError)
  })
})
