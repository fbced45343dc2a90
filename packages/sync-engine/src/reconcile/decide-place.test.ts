import type { NodeId, RevisionId } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import { decidePlace } from './decide-place.js'

describe('a new item that the server had elsewhere under the same id', () => {
  it('follows the server although the answer named the revision of that place (I1)', () => {
    const nodeId = 'a'.repeat(32) as NodeId // ids are not parsed here
    const [here, there] = ['b'.repeat(32) as NodeId, 'c'.repeat(32) as NodeId] // as above
    const placeRev = 'd'.repeat(32) as RevisionId // as above
    const synced = { parentId: here, name: 'x', placeRev }
    const local = { nodeId, parentId: here, name: 'x' }
    expect(decidePlace(synced, { parentId: there, name: 'x', placeRev }, local)).toBe('local_move')
    expect(decidePlace(synced, { parentId: here, name: 'y', placeRev }, local)).toBe('local_move')
    expect(decidePlace(synced, synced, local)).toBe('none')
  })
})
