import { describe, expect, it } from 'vitest'
import { MAX_IMAGE_BYTES, MAX_TEXT_BYTES, versionContent } from './version-content.js'

const utf8 = (text: string) => new TextEncoder().encode(text)
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

describe('what the window can show of a version', () => {
  it('is the text of a text, in any language', () => {
    expect(versionContent(utf8('한국어\nb'))).toEqual({ kind: 'text', text: '한국어\nb' })
    expect(versionContent(new Uint8Array())).toEqual({ kind: 'text', text: '' })
  })

  it('is a picture of a kind that cannot run anything, told by its bytes', () => {
    expect(versionContent(Uint8Array.from([...PNG, 1]))).toEqual({
      kind: 'image',
      dataUrl: 'data:image/png;base64,iVBORw0KGgoB',
    })
    expect(versionContent(utf8('<svg onload="alert(1)"/>')).kind).toBe('text')
  })

  it('is nothing of bytes that are neither', () => {
    expect(versionContent(Uint8Array.from([1, 0, 2]))).toEqual({ kind: 'other' })
    expect(versionContent(Uint8Array.from([0xff, 0xfe, 0x41]))).toEqual({ kind: 'other' })
  })

  it('is nothing of what is too large to compare', () => {
    const long = new Uint8Array(MAX_TEXT_BYTES + 1).fill(0x61)
    expect(versionContent(long)).toEqual({ kind: 'too_large' })
    const large = new Uint8Array(MAX_IMAGE_BYTES + 1)
    large.set(PNG)
    expect(versionContent(large)).toEqual({ kind: 'too_large' })
  })
})
