import { describe, expect, it } from 'vitest'
import { expectSame, makePair, type Pair, syncBoth } from './_pair.js'

async function pairWith(files: Record<string, string>): Promise<Pair> {
  const pair = await makePair()
  for (const [path, text] of Object.entries(files)) {
    if (path.endsWith('/')) pair.a.disk.mkdir(path.slice(0, -1))
    else pair.a.disk.write(path, text)
  }
  await expectSame(pair)
  return pair
}

describe('two devices', () => {
  it('bring a file, an empty file and an empty folder across (PS020, PS021, E13)', async () => {
    const pair = await makePair()
    pair.a.disk.write('notes/today.txt', 'hello')
    pair.a.disk.write('empty.txt', '')
    pair.a.disk.mkdir('bare')
    await expectSame(pair, {
      'bare/': '',
      'empty.txt': '',
      'notes/': '',
      'notes/today.txt': 'hello',
    })
  })

  it('bring an edit and an append across without conflict', async () => {
    const pair = await pairWith({ 'a.txt': 'one' })
    pair.a.disk.write('a.txt', 'two')
    await syncBoth(pair)
    pair.b.disk.append('a.txt', ' three')
    await expectSame(pair, { 'a.txt': 'two three' })
  })

  it('rename a file without sending a byte of it (PS100)', async () => {
    const pair = await pairWith({ 'a.txt': 'content' })
    const { bytesUp } = pair.a.remote.counts
    const { bytesDown } = pair.b.remote.counts
    pair.a.disk.rename('a.txt', 'b.txt')
    await expectSame(pair, { 'b.txt': 'content' })
    expect(pair.a.remote.counts.bytesUp).toBe(bytesUp)
    expect(pair.b.remote.counts.bytesDown).toBe(bytesDown)
  })

  it('rename a folder with everything in it (PS100)', async () => {
    const pair = await pairWith({ 'd/x': '1', 'd/e/y': '2' })
    pair.a.disk.rename('d', 'moved')
    await expectSame(pair, { 'moved/': '', 'moved/e/': '', 'moved/e/y': '2', 'moved/x': '1' })
  })

  it('delete a file into the trash of the other (PS020)', async () => {
    const pair = await pairWith({ 'a.txt': 'one', 'b.txt': 'two' })
    pair.a.disk.remove('a.txt')
    await expectSame(pair, { 'b.txt': 'two' })
  })

  it('delete a folder with everything in it', async () => {
    const pair = await pairWith({ 'd/x': '1', 'd/e/y': '2', keep: '3' })
    pair.a.disk.remove('d')
    await expectSame(pair, { keep: '3' })
  })

  it('keep both versions when both edit offline, the second as a copy (PS050, P2)', async () => {
    const pair = await pairWith({ 'a.txt': 'base' })
    pair.a.disk.write('a.txt', 'from A')
    pair.b.disk.write('a.txt', 'from B')
    await pair.a.sync()
    const before = { ...pair.b.remote.counts }
    await expectSame(pair, {
      'a (conflicted copy, Beta, 2024-05-17 09.40).txt': 'from B',
      'a.txt': 'from A',
    })
    expect(pair.b.remote.counts.bytesUp - before.bytesUp).toBe('from B'.length)
  })

  it('take an edit that both made alike for one (PS052, P4)', async () => {
    const pair = await pairWith({ 'a.txt': 'base' })
    pair.a.disk.write('a.txt', 'same')
    pair.b.disk.write('a.txt', 'same')
    await expectSame(pair, { 'a.txt': 'same' })
  })

  it('merge two folders that were filled apart and keep everything (E85, PS051)', async () => {
    const pair = await makePair()
    pair.a.disk.write('d/same', 'equal')
    pair.a.disk.write('d/other', 'of A')
    pair.a.disk.write('d/e/only-a', '1')
    pair.b.disk.write('d/same', 'equal')
    pair.b.disk.write('d/other', 'of B')
    pair.b.disk.write('d/e/only-b', '2')
    await syncBoth(pair)
    expect(
      Object.values(pair.a.contents())
        .filter((text) => text !== '')
        .sort(),
    ).toEqual(['1', '2', 'equal', 'of A', 'of B'].sort())
    await expectSame(pair)
  })

  it('swap two files (PS104, E03)', async () => {
    const pair = await pairWith({ a: 'first', b: 'second' })
    const { bytesUp } = pair.a.remote.counts
    pair.a.disk.rename('a', 'c')
    pair.a.disk.rename('b', 'a')
    pair.a.disk.rename('c', 'b')
    await expectSame(pair, { a: 'second', b: 'first' })
    expect(pair.a.remote.counts.bytesUp).toBe(bytesUp)
  })

  it('swap two folders and rotate three (PS105, E03)', async () => {
    const pair = await pairWith({ 'a/x': '1', 'b/x': '2', 'c/x': '3' })
    pair.a.disk.rename('a', 't')
    pair.a.disk.rename('b', 'a')
    pair.a.disk.rename('c', 'b')
    pair.a.disk.rename('t', 'c')
    await expectSame(pair, { 'a/': '', 'a/x': '2', 'b/': '', 'b/x': '3', 'c/': '', 'c/x': '1' })
  })

  it('turn a hierarchy inside out (PS111)', async () => {
    const pair = await pairWith({ 'A/B/x': '1', 'A/y': '2' })
    pair.a.disk.rename('A/B', 'B')
    pair.a.disk.rename('A', 'B/A')
    await expectSame(pair, { 'B/': '', 'B/A/': '', 'B/A/y': '2', 'B/x': '1' })
  })

  it('let the first of two crossing folder moves win (E07)', async () => {
    const pair = await pairWith({ 'A/x': '1', 'B/y': '2' })
    pair.a.disk.rename('A', 'B/A')
    pair.b.disk.rename('B', 'A/B')
    await expectSame(pair, { 'B/': '', 'B/A/': '', 'B/A/x': '1', 'B/y': '2' })
  })

  it('apply an edit and a rename of the same file (PS102)', async () => {
    const pair = await pairWith({ 'a.txt': 'base' })
    pair.a.disk.rename('a.txt', 'b.txt')
    pair.b.disk.write('a.txt', 'edited')
    await expectSame(pair, { 'b.txt': 'edited' })
  })

  it('put an edit into a folder that the other moved (E06)', async () => {
    const pair = await pairWith({ 'd/a.txt': 'base' })
    pair.a.disk.rename('d', 'moved')
    pair.b.disk.write('d/a.txt', 'edited')
    await expectSame(pair, { 'moved/': '', 'moved/a.txt': 'edited' })
  })

  it('let an edit win over a delete, whoever comes first (PS054, E09)', async () => {
    for (const first of ['a', 'b'] as const) {
      const pair = await pairWith({ 'a.txt': 'base', 'b.txt': 'x' })
      pair.a.disk.remove('a.txt')
      pair.b.disk.write('a.txt', 'edited')
      await pair[first].sync()
      await expectSame(pair, { 'a.txt': 'edited', 'b.txt': 'x' })
    }
  })

  it('let a rename win over a delete, whoever comes first (E10)', async () => {
    for (const first of ['a', 'b'] as const) {
      const pair = await pairWith({ 'd/x': '1', 'd/e/y': '2', z: '3' })
      pair.a.disk.remove('d')
      pair.b.disk.rename('d', 'moved')
      await pair[first].sync()
      await expectSame(pair, {
        'moved/': '',
        'moved/e/': '',
        'moved/e/y': '2',
        'moved/x': '1',
        z: '3',
      })
    }
  })

  it('keep a deleted folder with exactly what is new in it (PS056, PS057, E08)', async () => {
    for (const first of ['a', 'b'] as const) {
      const pair = await pairWith({ 'd/x': '1', 'd/e/y': '2', z: '3' })
      pair.a.disk.remove('d')
      pair.b.disk.write('d/e/new', 'n')
      await pair[first].sync()
      await expectSame(pair, { 'd/': '', 'd/e/': '', 'd/e/new': 'n', z: '3' })
    }
  })

  it('agree on the first of two renames of one file (E11, PS113)', async () => {
    const pair = await pairWith({ a: '1' })
    pair.a.disk.rename('a', 'from-a')
    pair.b.disk.rename('a', 'from-b')
    await expectSame(pair, { 'from-a': '1' })
  })

  it('keep both files that were renamed to one name (E12)', async () => {
    const pair = await pairWith({ a: '1', b: '2' })
    pair.a.disk.rename('a', 'c')
    pair.b.disk.rename('b', 'c')
    await syncBoth(pair)
    expect(Object.values(pair.a.contents()).sort()).toEqual(['1', '2'])
    await expectSame(pair)
  })

  it('replace a file by a folder and a folder by a file (PS080, E01)', async () => {
    const pair = await pairWith({ f: 'file', 'd/x': '1', z: '2' })
    pair.a.disk.remove('f')
    pair.a.disk.write('f/inside', 'i')
    pair.a.disk.remove('d')
    pair.a.disk.write('d', 'now a file')
    await expectSame(pair, { d: 'now a file', 'f/': '', 'f/inside': 'i', z: '2' })
  })

  it('move content out and delete its folder, and take its name (PS117)', async () => {
    const pair = await pairWith({ 'd/x': '1', 'd/y': '2', z: '3' })
    pair.a.disk.rename('d/x', 'x')
    pair.a.disk.remove('d')
    pair.a.disk.rename('x', 'd')
    await expectSame(pair, { d: '1', z: '3' })
  })

  it('rename a file and make a new one in its place (PS106, E05)', async () => {
    const pair = await pairWith({ a: 'old' })
    pair.a.disk.rename('a', 'b')
    pair.a.disk.write('a', 'new')
    await expectSame(pair, { a: 'new', b: 'old' })
  })

  it('bring the executable bit across, but not a touch (PS022, PS029)', async () => {
    const pair = await pairWith({ a: 'x' })
    pair.a.disk.setExecutable('a', true)
    await expectSame(pair, { a: 'x' })
    expect(pair.b.disk.get('a').executable).toBe(true)
    const { operations } = pair.a.remote.counts
    pair.a.disk.setMtime('a', 5n)
    await syncBoth(pair)
    expect(pair.a.remote.counts.operations).toBe(operations)
  })
})
