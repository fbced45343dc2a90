import { describe, expect, it } from 'vitest'
import { id, planOf, ROOT } from './_trees.js'

const file = { has: 'a' }
const edited = { has: 'b', contentRev: '2' }

describe('a file that is kept online only (N0)', () => {
  it('leaves the disk when the server has it as it is', () => {
    const releases = [{ nodeId: id('a') }]
    expect(planOf({ a: { r: file, l: file, s: file } }, ['a'])).toEqual({ releases })
  })

  it('leaves the disk when only the server has a newer version', () => {
    const releases = [{ nodeId: id('a') }]
    expect(planOf({ a: { r: edited, l: file, s: file } }, ['a'])).toEqual({ releases })
  })

  it('is read before anybody lets go of it', () => {
    const plan = planOf({ a: { r: file, l: { has: '?' }, s: file } }, ['a'])
    expect(Object.keys(plan)).toEqual(['reads'])
  })

  it('goes up first when it was edited here', () => {
    const plan = planOf({ a: { r: file, l: { has: 'b' }, s: file } }, ['a'])
    expect(Object.keys(plan)).toEqual(['puts'])
    expect(Object.keys(planOf({ a: { r: edited, l: { has: 'c' }, s: file } }, ['a']))).toEqual([
      'puts',
    ])
  })

  it('goes up first when only the bit changed there and the bytes here', () => {
    const r = { has: 'a', contentRev: '2', facts: { executable: true } }
    const plan = planOf({ a: { r, l: { has: 'b' }, s: file } }, ['a'])
    expect(plan).not.toHaveProperty('releases')
  })

  it('is moved there first when it was renamed here', () => {
    const plan = planOf({ a: { r: file, l: { has: 'a', at: 'b' }, s: file } }, ['a'])
    expect(Object.keys(plan)).toEqual(['remotePlacements'])
  })

  it('is forgotten and never deleted when it vanished here', () => {
    const plan = planOf({ a: { r: file, l: { ...file, missing: 'settled' }, s: file } }, ['a'])
    expect(plan).toEqual({ bookkeeping: [{ kind: 'forget', nodeId: id('a') }] })
  })

  it('does not come down', () => {
    expect(planOf({ a: { r: file } }, ['a'])).toEqual({ settled: [id('a')] })
  })

  it('comes down when it is selected again, whatever a crash left of it', () => {
    expect(Object.keys(planOf({ a: { r: file } }))).toEqual(['downloads'])
    const plan = planOf({ a: { r: file, l: { ...file, missing: 'settled' } } })
    expect(plan).toEqual({ bookkeeping: [{ kind: 'revive', nodeId: id('a') }] })
  })
})

describe('a folder that is kept online only (N0)', () => {
  const inside = { ...file, in: id('d') }

  it('leaves the disk after what is in it', () => {
    const cases = { d: { r: {}, l: {}, s: {} }, a: { r: inside, l: inside, s: inside } }
    const releases = [{ nodeId: id('a') }, { nodeId: id('d') }]
    expect(planOf(cases, ['d'])).toEqual({ releases })
  })

  it('stays for something new in it until that is on the server', () => {
    const cases = { d: { r: {}, l: {}, s: {} }, a: { l: inside } }
    const plan = planOf(cases, ['d'])
    expect(Object.keys(plan)).toEqual(['puts', 'waiting'])
    expect(plan.waiting).toEqual([{ nodeId: id('d'), reason: 'contents', untilMs: undefined }])
  })

  it('follows the server before it leaves, unless it would go where nothing is wanted', () => {
    const moved = { placeRev: '2', at: 'e' }
    const plan = planOf({ d: { r: moved, l: {}, s: {} } }, ['d'])
    expect(plan.localPlacements).toMatchObject([[{ kind: 'move', nodeId: id('d') }]])
    const inside = { d: { r: { ...moved, in: id('f') }, l: {}, s: {} }, f: { r: {} } }
    expect(planOf(inside, ['d', 'f'])).toMatchObject({ releases: [{ nodeId: id('d') }] })
  })

  it('survives on the server when the folder around it is deleted here (PS128)', () => {
    const gone = { missing: 'settled' } as const
    const sibling = { r: inside, l: { ...inside, ...gone }, s: inside }
    const cases = { d: { r: {}, l: gone, s: {} }, a: sibling, b: { r: { in: id('d') } } }
    const plan = planOf(cases, ['b'])
    expect(plan.remoteDeletes).toMatchObject([{ nodeId: id('a') }])
    expect(plan.bookkeeping).toEqual([{ kind: 'revive', nodeId: id('d') }])
  })
})

describe('a new item with the name of one that is kept online only (PS227)', () => {
  const beside = 'n (selective sync conflict)'

  it.each([
    ['folder', { r: {} }, { l: {} }],
    ['file', { r: { has: 'b' } }, { l: file }],
    ['file beside a folder', { r: {} }, { l: file }],
  ])('steps aside, as a %s', (_, there, here) => {
    const named = { d: { r: { ...there.r, at: 'n' } }, a: { l: { ...here.l, at: 'n' } } }
    const move = { kind: 'move', nodeId: id('a'), parentId: ROOT, name: beside }
    expect(planOf(named, ['d'])).toMatchObject({ localPlacements: [[move]] })
  })

  it('is that file when it has the same content', () => {
    const named = { d: { r: { has: 'a', at: 'n' } }, a: { l: { has: 'a', at: 'n' } } }
    const adopt = { kind: 'adopt', localId: id('a'), remoteId: id('d') }
    expect(planOf(named, ['d'])).toMatchObject({ bookkeeping: [adopt] })
  })

  it('takes the next free name', () => {
    const taken = {
      r: { has: 'c', at: beside },
      l: { has: 'c', at: beside },
      s: { has: 'c', at: beside },
    }
    const named = { d: { r: { at: 'n' } }, a: { l: { ...file, at: 'n' } }, b: taken }
    expect(planOf(named, ['d'])).toMatchObject({
      localPlacements: [[{ nodeId: id('a'), name: 'n (selective sync conflict 2)' }]],
    })
  })
})
