import { Compile } from 'typebox/compile'
import { describe, expect, it } from 'vitest'
import { FileContentSchema, NodeStateSchema } from './node.js'

const ID = '00112233445566778899aabbccddeeff'
const CONTENT = {
  sizeBytes: 0,
  root: null,
  depth: 0,
  profileId: 'whole-v1',
  hashId: 'sha256',
  mtimeNs: '0',
  executable: false,
}

describe('content of a file', () => {
  it('may hold more than this version knows when a server states it', () => {
    const node = {
      nodeId: ID,
      parentId: ID,
      name: 'a',
      kind: 'file',
      contentRev: ID,
      placeRev: ID,
      content: { ...CONTENT, tagOfTomorrow: 1 },
    }
    expect([...Compile(NodeStateSchema).Errors(node)]).toEqual([])
  })

  it('may hold nothing unknown when a device sends it', () => {
    const check = Compile(FileContentSchema)
    expect(check.Check(CONTENT)).toBe(true)
    expect(check.Check({ ...CONTENT, tagOfTomorrow: 1 })).toBe(false)
  })
})
