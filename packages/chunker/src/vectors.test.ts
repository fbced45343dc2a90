import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type ContentSpec, createContent } from './_content.js'
import { cutsOf, profileOf } from './_cutting.js'
import { GEAR } from './gear.js'
import { createJsKernel } from './js-kernel.js'
import type { ProfileId } from './profiles.js'
import { createWasmKernel } from './wasm-kernel.js'

interface CutVector {
  readonly profileId: ProfileId
  readonly content: ContentSpec
  readonly cuts: readonly number[]
}

function readVectors<T>(name: string): T {
  // The files are written by hand or by scripts/write-vectors.mjs, in the shape that each caller names.
  return JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8')) as T
}

const kernels = [createJsKernel(), createWasmKernel()]

describe('frozen cuts: files on every device and server are stored with them', () => {
  it.each(readVectors<CutVector[]>('cuts.json'))('$profileId, $content', (vector) => {
    const bytes = createContent(vector.content)
    for (const kernel of kernels) {
      expect(cutsOf(profileOf(vector.profileId), bytes, kernel), kernel.kind).toEqual(vector.cuts)
    }
  })

  it('gear table', () => {
    expect(GEAR.map((value) => value >>> 0)).toEqual(readVectors<number[]>('gear-table.json'))
  })
})
