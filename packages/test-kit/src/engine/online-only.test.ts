import { describe, expect, it } from 'vitest'
import { nodeAt, pairWith } from './_online-pair.js'
import { expectSame, syncBoth } from './_pair.js'

const FILES = { 'films/old.mkv': 'old', 'letters/home.txt': 'home' }
const THERE = { 'films/': '', 'films/old.mkv': 'old', 'letters/': '', 'letters/home.txt': 'home' }

describe('a device that keeps items online only', () => {
  it('lets all folders go without a question and without a word to the server (PS006)', async () => {
    const pair = await pairWith(FILES)
    pair.deselected.add(nodeAt(pair, 'films')).add(nodeAt(pair, 'letters'))
    const { operations } = pair.a.remote.counts
    await syncBoth(pair)
    expect(pair.a.contents()).toEqual({})
    expect(pair.b.contents()).toEqual(THERE)
    expect(pair.a.remote.counts.operations).toBe(operations)
    expect(pair.a.events.map(({ type }) => type)).not.toContain('deletes_held')
    pair.deselected.clear()
    await expectSame(pair, THERE)
  })

  it('sends what was saved there before it lets go of it', async () => {
    const pair = await pairWith(FILES)
    pair.a.disk.write('films/old.mkv', 'cut')
    pair.a.disk.write('films/new.mkv', 'new')
    pair.deselected.add(nodeAt(pair, 'films'))
    await syncBoth(pair)
    expect(Object.keys(pair.a.contents())).toEqual(['letters/', 'letters/home.txt'])
    expect(pair.b.contents()).toMatchObject({ 'films/old.mkv': 'cut', 'films/new.mkv': 'new' })
  })

  it('leaves them alone when a folder around them moves (PS128)', async () => {
    const pair = await pairWith({ 'a/inside/film': 'film', 'a/note': 'note' })
    const inside = nodeAt(pair, 'inside', nodeAt(pair, 'a'))
    pair.deselected.add(inside)
    await syncBoth(pair)
    pair.a.disk.rename('a', 'b')
    await syncBoth(pair)
    expect(pair.a.contents()).toEqual({ 'b/': '', 'b/note': 'note' })
    const there = { 'b/': '', 'b/inside/': '', 'b/inside/film': 'film', 'b/note': 'note' }
    expect(pair.b.contents()).toEqual(there)
    pair.deselected.clear()
    await expectSame(pair, there)
  })

  it('keeps them on the server when a folder around them is deleted here', async () => {
    const pair = await pairWith({ 'a/inside/film': 'film', 'a/note': 'note', b: 'b' })
    pair.deselected.add(nodeAt(pair, 'inside', nodeAt(pair, 'a')))
    await syncBoth(pair)
    pair.a.disk.remove('a')
    await syncBoth(pair)
    expect(pair.b.contents()).toEqual({
      'a/': '',
      'a/inside/': '',
      'a/inside/film': 'film',
      b: 'b',
    })
  })

  it('lets a folder that stays for an ignored file follow its renaming (E52)', async () => {
    const pair = await pairWith({ 'films/old.mkv': 'old' })
    pair.a.disk.write('films/half.tmp', 'half')
    pair.deselected.add(nodeAt(pair, 'films'))
    await syncBoth(pair)
    expect(pair.a.contents()).toMatchObject({ 'films/half.tmp': 'half' })
    pair.b.disk.rename('films', 'cinema')
    pair.b.disk.write('films', 'a list')
    await syncBoth(pair)
    expect(pair.a.contents()).toEqual({
      'cinema/': '',
      'cinema/half.tmp': 'half',
      films: 'a list',
    })
  })

  it('keeps no name for an ignored file when the folder went where it is not (E52)', async () => {
    const pair = await pairWith({ 'films/old.mkv': 'old', 'attic/box': 'box' })
    pair.a.disk.write('films/half.tmp', 'half')
    pair.deselected.add(nodeAt(pair, 'films')).add(nodeAt(pair, 'attic'))
    await syncBoth(pair)
    pair.b.disk.rename('films', 'attic/films')
    pair.b.disk.write('films', 'a list')
    await syncBoth(pair)
    await syncBoth(pair)
    expect(pair.a.contents()).toMatchObject({ films: 'a list' })
    expect(Object.values(pair.a.contents())).toContain('half')
    expect(pair.b.contents()).toMatchObject({ 'attic/films/old.mkv': 'old', films: 'a list' })
  })

  it('puts a new folder of their name beside them (PS227)', async () => {
    const pair = await pairWith(FILES)
    pair.deselected.add(nodeAt(pair, 'films'))
    await syncBoth(pair)
    pair.a.disk.write('films/mine.mkv', 'mine')
    await syncBoth(pair)
    expect(pair.a.contents()).toMatchObject({ 'films (selective sync conflict)/mine.mkv': 'mine' })
    expect(pair.b.contents()).toMatchObject({
      'films/old.mkv': 'old',
      'films (selective sync conflict)/mine.mkv': 'mine',
    })
    pair.deselected.clear()
    await expectSame(pair)
  })

  it('does not bring them down when it has lost its state file (E85)', async () => {
    const pair = await pairWith(FILES)
    pair.deselected.add(nodeAt(pair, 'films'))
    await syncBoth(pair)
    pair.a.loseState()
    await syncBoth(pair)
    expect(Object.keys(pair.a.contents())).toEqual(['letters/', 'letters/home.txt'])
    expect(pair.b.contents()).toEqual(THERE)
  })
})
