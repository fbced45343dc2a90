import { describe, expect, it } from 'vitest'
import { content, id, NOW_MS, planOf, ROOT, rev } from './_trees.js'
import { passingName } from './passing-name.js'

const file = { has: 'a' }
const followsBesideCopy = {
  kind: 'follow_beside_copy',
  nodeId: id('a'),
  content: content('c'),
  contentRev: rev('1'),
}

describe('content of a file on both sides', () => {
  const place = { parentId: ROOT, name: 'a' }

  it('C1: is read when the disk has changed', () => {
    const plan = planOf({ a: { r: file, l: { has: '?' }, s: file } })
    expect(plan).toEqual({ reads: [{ nodeId: id('a'), sizeBytes: 3 }] })
  })

  it('C2: stays when neither side changed', () => {
    expect(planOf({ a: { r: file, l: file, s: file } })).toEqual({ settled: [id('a')] })
  })

  it('C3: goes up when only the disk changed', () => {
    const put = { kind: 'put', nodeId: id('a'), ...place, base: rev('1'), content: content('b') }
    expect(planOf({ a: { r: file, l: { has: 'b' }, s: file } })).toEqual({
      puts: [{ ...put, copyNodeId: id('c0') }],
    })
  })

  it('C4: comes down when only the server changed', () => {
    const r = { has: 'b', contentRev: '2' }
    const step = { kind: 'download', nodeId: id('a'), ...place, content: content('b') }
    expect(planOf({ a: { r, l: file, s: file } })).toEqual({
      downloads: [{ ...step, contentRev: rev('2') }],
    })
  })

  it('C5: is recorded when both changed alike (P4, PS052)', () => {
    const r = { has: 'b', contentRev: '2' }
    expect(planOf({ a: { r, l: { has: 'b' }, s: file } })).toEqual({
      bookkeeping: [{ kind: 'record', nodeId: id('a'), aspect: 'content' }],
    })
  })

  it('C5: takes over a time that only the server changed (PS025)', () => {
    const r = { has: 'a', contentRev: '2', facts: { mtimeNs: '7' } }
    expect(Object.keys(planOf({ a: { r, l: file, s: file } }))).toEqual(['metadata'])
  })

  it('C4: comes down when only the bit changed here, and the bit stays ours (PS029)', () => {
    const r = { has: 'b', contentRev: '2' }
    const l = { has: 'a', facts: { executable: true } }
    expect(planOf({ a: { r, l, s: file } })).toMatchObject({
      downloads: [{ content: content('b', { executable: true }), contentRev: rev('2') }],
    })
  })

  it('C7: is no conflict when only the bit changed there, which is taken over first (PS029)', () => {
    const r = { has: 'a', contentRev: '2', facts: { executable: true } }
    expect(planOf({ a: { r, l: { has: 'b' }, s: file } })).toMatchObject({
      metadata: [{ content: content('b', { executable: true }), contentRev: rev('2') }],
    })
  })

  it('C7: is recorded when only the time changed there (PS025)', () => {
    const r = { has: 'a', contentRev: '2', facts: { mtimeNs: '7' } }
    expect(Object.keys(planOf({ a: { r, l: { has: 'b' }, s: file } }))).toEqual(['bookkeeping'])
  })

  it('C5: follows the bit of the revision that an equal put was answered with', () => {
    const here = { has: 'a', facts: { executable: true } }
    expect(planOf({ a: { r: file, l: here, s: here } })).toMatchObject({
      metadata: [{ content: content('a', { executable: false }) }],
    })
  })

  it('C6: goes up against the old base when both changed, for the server to decide (P2)', () => {
    const r = { has: 'b', contentRev: '2' }
    expect(planOf({ a: { r, l: { has: 'c' }, s: file } })).toMatchObject({
      puts: [{ base: rev('1'), content: content('c') }],
    })
  })

  it('C6: recognises the copy that an earlier run made (PS211)', () => {
    const r = { has: 'b', contentRev: '2' }
    const plan = planOf({ a: { r, l: { has: 'c' }, s: file }, c0: { r: { has: 'c' } } })
    expect(plan).toMatchObject({
      bookkeeping: [{ kind: 'become_copy', nodeId: id('a'), copyId: id('c0') }],
    })
  })

  it('C6: follows the server when its copy came down as another file (PS211)', () => {
    const r = { has: 'b', contentRev: '2' }
    const c0 = { r: { has: 'c' }, l: { has: 'c' }, s: { has: 'c' } }
    expect(planOf({ a: { r, l: { has: 'c' }, s: file }, c0 })).toEqual({
      bookkeeping: [followsBesideCopy],
      settled: [id('c0')],
    })
  })

  it('D12: follows a deletion when its copy came down as another file (PS211)', () => {
    const c0 = { r: { has: 'c' }, l: { has: 'c' }, s: { has: 'c' } }
    expect(planOf({ a: { l: { has: 'c' }, s: file }, c0 })).toEqual({
      bookkeeping: [followsBesideCopy],
      settled: [id('c0')],
    })
  })

  it('C8, N7: does so without a merge base, too (PS211)', () => {
    const c0 = { r: { has: 'c' }, l: { has: 'c' }, s: { has: 'c' } }
    const wanted = { bookkeeping: [followsBesideCopy], settled: [id('c0')] }
    expect(planOf({ a: { r: { has: 'b' }, l: { has: 'c' } }, c0 })).toEqual(wanted)
    expect(planOf({ a: { l: { has: 'c' } }, c0 })).toEqual(wanted)
  })

  it('N7: becomes its copy when it lost, unheard, to what is deleted by now (PS211)', () => {
    expect(planOf({ a: { l: { has: 'c' } }, c0: { r: { has: 'c' } } })).toMatchObject({
      bookkeeping: [{ kind: 'become_copy', nodeId: id('a'), copyId: id('c0') }],
    })
    expect(planOf({ a: { l: { has: 'c' } }, c0: { r: { has: 'd' } } })).toMatchObject({
      puts: [{ nodeId: id('a'), base: null, copyNodeId: id('a') }],
    })
  })

  it('C6: becomes a further copy when the one of an earlier loss was edited on disk', () => {
    const r = { has: 'b', contentRev: '2' }
    const c0 = { r: { has: 'c' }, l: { has: 'd' }, s: { has: 'c' } }
    expect(planOf({ a: { r, l: { has: 'c' }, s: file }, c0 })).toMatchObject({
      puts: expect.arrayContaining([
        expect.objectContaining({ nodeId: id('a'), copyNodeId: id('c1') }),
      ]),
    })
  })

  it('goes nowhere for a touch, and up for the executable bit (PS022, PS029)', () => {
    const touched = { has: 'a', facts: { mtimeNs: '9' } }
    expect(planOf({ a: { r: file, l: touched, s: file } })).toEqual({ settled: [id('a')] })
    const bit = { has: 'a', facts: { executable: true } }
    expect(Object.keys(planOf({ a: { r: file, l: bit, s: file } }))).toEqual(['puts'])
  })
})

describe('place of a node on both sides', () => {
  const target = { nodeId: id('a'), parentId: ROOT, name: 'b' }
  const moved = { has: 'a', at: 'b' }

  it('P2: moves on the server when only the disk moved', () => {
    expect(planOf({ a: { r: file, l: moved, s: file } })).toEqual({
      remotePlacements: [[{ kind: 'move', ...target, base: rev('1') }]],
    })
  })

  it('P3: moves on disk when only the server moved', () => {
    const r = { ...moved, placeRev: '2' }
    expect(planOf({ a: { r, l: file, s: file } })).toEqual({
      localPlacements: [[{ kind: 'move', ...target }]],
    })
  })

  it('P4: is recorded when both moved alike', () => {
    expect(planOf({ a: { r: { ...moved, placeRev: '2' }, l: moved, s: file } })).toEqual({
      bookkeeping: [{ kind: 'record', nodeId: id('a'), aspect: 'place' }],
    })
  })

  it('P5: follows the server when both moved apart (E11)', () => {
    const l = { has: 'a', at: 'c' }
    expect(planOf({ a: { r: { ...moved, placeRev: '2' }, l, s: file } })).toEqual({
      localPlacements: [[{ kind: 'move', ...target }]],
    })
  })

  it('P6: is brought to its place when a run broke off while it passed (M05)', () => {
    const l = { has: 'a', at: passingName({ nodeId: id('a'), name: 'a' }) }
    expect(planOf({ a: { r: file, l, s: file } })).toEqual({
      localPlacements: [[{ kind: 'move', nodeId: id('a'), parentId: ROOT, name: 'a' }]],
    })
  })

  it('gives the copy of what loses while it passes its proper name (P1, M05)', () => {
    const l = { has: 'b', at: passingName({ nodeId: id('a'), name: 'a' }) }
    const r = { has: 'c', at: 'b', contentRev: '2', placeRev: '2' }
    expect(planOf({ a: { r, l, s: file } })).toMatchObject({
      puts: [{ nodeId: id('a'), parentId: ROOT, name: 'b', base: rev('1') }],
    })
    const there = { at: passingName({ nodeId: id('a'), name: 'b' }), placeRev: '2' }
    const followed = { has: 'a', ...there }
    expect(
      planOf({
        a: { r: { ...there, has: 'c', contentRev: '2' }, l: { ...l, ...there }, s: followed },
      }),
    ).toMatchObject({ puts: [{ nodeId: id('a'), name: 'b' }] })
  })

  it('and its content are decided apart: an edit there and a rename here both apply (PS102)', () => {
    const r = { has: 'b', contentRev: '2' }
    const plan = planOf({ a: { r, l: moved, s: file } })
    expect(Object.keys(plan).sort()).toEqual(['downloads', 'remotePlacements'])
  })

  it('of a swap changes together (PS104, E03)', () => {
    const plan = planOf({
      a: { r: file, l: { has: 'a', at: 'b' }, s: file },
      b: { r: file, l: { has: 'a', at: 'a' }, s: file },
    })
    expect(plan).toMatchObject({ remotePlacements: [[{ kind: 'move' }, { kind: 'move' }]] })
  })

  it('of an inversion gives way to a newcomer on the server that has its name (PS111)', () => {
    const outer = { r: { at: 'x' }, l: { at: 'x', in: id('b') }, s: { at: 'x' } }
    const inner = { r: { in: id('a'), at: 'y' }, l: { at: 'x' }, s: { in: id('a'), at: 'y' } }
    const plan = planOf({ a: outer, b: inner, c: { r: { has: 'a', in: id('b'), at: 'x' } } })
    const names = [
      { nodeId: id('b'), name: 'x' },
      { nodeId: id('a'), name: passingName({ nodeId: id('a'), name: 'x' }) },
    ]
    expect(plan).toMatchObject({
      remotePlacements: [expect.arrayContaining(names.map((one) => expect.objectContaining(one)))],
    })
  })
})

describe('an item that vanished from the disk', () => {
  const gone = { has: 'a', missing: 'settled' } as const

  it('D7: is deleted on the server with the revisions that were seen', () => {
    const base = { contentRev: rev('1'), placeRev: rev('1') }
    expect(planOf({ a: { r: file, l: gone, s: file } })).toEqual({
      remoteDeletes: [{ nodeId: id('a'), base, itemCount: 1 }],
    })
  })

  it('D4: waits for the settle window (E22)', () => {
    const l = { has: 'a', missing: 'just_now' } as const
    const untilMs = NOW_MS - 1 + 2_000
    expect(planOf({ a: { r: file, l, s: file } })).toEqual({
      waiting: [{ nodeId: id('a'), reason: 'settling', untilMs }],
    })
  })

  it('D5, D6: comes back when the server changed it (E09, E10)', () => {
    for (const change of [{ contentRev: '2' }, { placeRev: '2' }]) {
      expect(planOf({ a: { r: { ...file, ...change }, l: gone, s: file } })).toEqual({
        bookkeeping: [{ kind: 'revive', nodeId: id('a') }],
      })
    }
  })

  it('D3: comes back when no scan ever saw it vanish (P7)', () => {
    expect(planOf({ a: { r: file, s: file } })).toEqual({
      bookkeeping: [{ kind: 'revive', nodeId: id('a') }],
    })
  })

  it('D1: as a folder stays for what is new in it, without the rest (E08)', () => {
    const folder = { missing: 'settled' } as const
    const plan = planOf({
      d: { r: {}, l: folder, s: {} },
      a: {
        r: { has: 'a', in: id('d') },
        l: { ...gone, in: id('d') },
        s: { has: 'a', in: id('d') },
      },
      b: { r: { has: 'b', in: id('d') } },
    })
    expect(plan).toMatchObject({
      bookkeeping: [{ kind: 'revive', nodeId: id('d') }],
      remoteDeletes: [{ nodeId: id('a') }],
      waiting: [{ nodeId: id('b'), reason: 'parent' }],
    })
  })

  it('as a folder goes in one step with everything in it', () => {
    const inside = { has: 'a', in: id('d') }
    const plan = planOf({
      d: { r: {}, l: { missing: 'settled' }, s: {} },
      a: { r: inside, l: { ...gone, in: id('d') }, s: inside },
    })
    expect(plan).toMatchObject({ remoteDeletes: [{ nodeId: id('d'), itemCount: 2 }] })
  })
})

describe('an item that vanished while the server had it on its way', () => {
  const passing = { has: 'a', at: passingName({ nodeId: id('a'), name: 'b' }), placeRev: '2' }

  it('gets its proper name there before it comes back', () => {
    expect(planOf({ a: { r: { ...passing, has: 'b', contentRev: '2' }, s: passing } })).toEqual({
      remotePlacements: [
        [{ kind: 'move', nodeId: id('a'), base: rev('2'), parentId: ROOT, name: 'b' }],
      ],
    })
  })

  it('waits for that name as long as its holder may go', () => {
    const plan = planOf({
      a: { r: { ...passing, has: 'b', contentRev: '2' }, s: passing },
      b: { r: {}, l: { missing: 'just_now' }, s: {} },
    })
    expect(plan).toMatchObject({
      waiting: expect.arrayContaining([{ nodeId: id('a'), reason: 'name' }]),
    })
  })
})

describe('an item that the server deleted', () => {
  it('D13: goes to the trash', () => {
    expect(planOf({ a: { l: file, s: file } })).toEqual({ localTrash: [{ nodeId: id('a') }] })
  })

  it('D12: is restored by an edit (E09)', () => {
    expect(planOf({ a: { l: { has: 'b' }, s: file } })).toMatchObject({
      puts: [{ nodeId: id('a'), base: rev('1'), content: content('b') }],
    })
  })

  it('D11: is restored at the place to which it was moved (E10)', () => {
    expect(planOf({ a: { l: { has: 'a', at: 'b' }, s: file } })).toMatchObject({
      remotePlacements: [[{ kind: 'restore', nodeId: id('a'), name: 'b' }]],
    })
  })

  it('D13: goes to the trash where it passed when a run broke off (M05)', () => {
    const l = { has: 'a', at: passingName({ nodeId: id('a'), name: 'a' }) }
    expect(planOf({ a: { l, s: file } })).toEqual({ localTrash: [{ nodeId: id('a') }] })
  })

  it('D12: is restored by an edit to where it was agreed, not where it passed (M05)', () => {
    const l = { has: 'b', at: passingName({ nodeId: id('a'), name: 'a' }) }
    expect(planOf({ a: { l, s: file } })).toMatchObject({ puts: [{ nodeId: id('a'), name: 'a' }] })
  })

  it('D10: is read before it may go', () => {
    expect(Object.keys(planOf({ a: { l: { has: '?' }, s: file } }))).toEqual(['reads'])
  })

  it('D8: as a folder is restored for what is new in it, the rest goes (PS056)', () => {
    const plan = planOf({
      d: { l: {}, s: {} },
      a: { l: { has: 'a', in: id('d') }, s: { has: 'a', in: id('d') } },
      b: { l: { has: 'b', in: id('d') } },
    })
    expect(plan).toMatchObject({
      remotePlacements: [[{ kind: 'restore', nodeId: id('d'), subtree: false }]],
      puts: [{ nodeId: id('b'), base: null }],
      localTrash: [{ nodeId: id('a') }],
    })
  })

  it('D9a: as a folder lets go of what the server put in its place, which steps aside (PS117)', () => {
    const file = { has: 'a', at: 'd', placeRev: '2' }
    const inside = { has: 'a', in: id('d') }
    const folder = { l: {}, s: {} }
    // Known there by both sides, or moved into it here.
    for (const s of [inside, { has: 'a', at: 'elsewhere' }]) {
      expect(planOf({ d: folder, a: { r: file, l: inside, s } })).toEqual({
        localPlacements: [
          [
            {
              kind: 'move',
              nodeId: id('a'),
              parentId: ROOT,
              name: passingName({ nodeId: id('a'), name: 'd' }),
            },
          ],
        ],
        waiting: [{ nodeId: id('d'), reason: 'folder' }],
      })
    }
  })

  it('D9a: as a folder lets go of what waits for its name behind another item (PS117)', () => {
    const plan = planOf({
      d: { l: {}, s: {} },
      a: {
        r: { has: 'a', at: 'b', placeRev: '2' },
        l: { has: 'a', in: id('d') },
        s: { has: 'a', in: id('d') },
      },
      b: { r: { has: 'b', at: 'd', placeRev: '2' }, l: { has: 'b' }, s: { has: 'b' } },
    })
    expect(plan).toMatchObject({
      localPlacements: [
        [{ nodeId: id('a'), parentId: ROOT, name: passingName({ nodeId: id('a'), name: 'b' }) }],
      ],
    })
  })

  it('D9a: as a folder lets go of what shall move into its successor (PS117)', () => {
    const plan = planOf({
      d: { l: {}, s: {} },
      e: { r: { at: 'd' } },
      a: {
        r: { has: 'a', in: id('e'), placeRev: '2' },
        l: { has: 'a', in: id('d') },
        s: { has: 'a', in: id('d') },
      },
    })
    expect(plan).toMatchObject({
      localPlacements: [
        [{ kind: 'mkdir', nodeId: id('e'), name: passingName({ nodeId: id('e'), name: 'd' }) }],
        [{ kind: 'move', nodeId: id('a'), parentId: id('e') }],
      ],
    })
  })

  it('as a folder goes after what is in it', () => {
    const inside = { has: 'a', in: id('d') }
    const plan = planOf({ d: { l: {}, s: {} }, a: { l: inside, s: inside } })
    expect(plan).toEqual({ localTrash: [{ nodeId: id('a') }, { nodeId: id('d') }] })
  })
})

describe('new items', () => {
  it('N1: that are gone on both sides are forgotten', () => {
    expect(planOf({ a: { l: { has: 'a', missing: 'settled' }, s: file } })).toEqual({
      bookkeeping: [{ kind: 'forget', nodeId: id('a') }],
    })
  })

  it('N5: come down after the folder that holds them', () => {
    const plan = planOf({ a: { r: { has: 'a', in: id('d') } }, d: { r: {} } })
    expect(plan).toMatchObject({
      localPlacements: [[{ kind: 'mkdir', nodeId: id('d') }]],
      downloads: [{ nodeId: id('a') }],
    })
  })

  it('N7: go up after the folder that holds them', () => {
    const plan = planOf({ a: { l: { has: 'a', in: id('d') } }, d: { l: {} } })
    expect(plan).toMatchObject({
      remotePlacements: [[{ kind: 'mkdir', nodeId: id('d') }]],
      puts: [{ nodeId: id('a'), base: null, copyNodeId: id('a') }],
    })
  })

  it('at one place are one item when equal, read first when unknown (PS052)', () => {
    const r = { has: 'a', at: 'x' }
    const pair = (has: string) => planOf({ a: { r }, b: { l: { has, at: 'x' } } })
    expect(pair('a')).toEqual({
      bookkeeping: [{ kind: 'adopt', localId: id('b'), remoteId: id('a') }],
    })
    expect(Object.keys(pair('?')).sort()).toEqual(['reads', 'waiting'])
    expect(pair('c')).toMatchObject({
      puts: [{ nodeId: id('b'), base: null }],
      waiting: [{ nodeId: id('a'), reason: 'name' }],
    })
  })

  it('never take the place of something that is on disk (P1)', () => {
    const plan = planOf({ a: { r: { has: 'a', at: 'x' } }, b: { l: { at: 'x' } } })
    expect(plan).not.toHaveProperty('downloads')
  })
})
