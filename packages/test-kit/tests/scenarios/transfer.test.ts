import { describe, expect, it } from 'vitest'
import { expectEnd, makeOffice, oneSided, syncAll } from './_scenario.js'

oneSided('make, change and delete files and folders (PS020)', {
  start: { changed: 'old', 'd/deleted': 'x', 'folder/with/content': 'y', keep: 'k' },
  steps: [
    ['write', 'new', 'n'],
    ['mkdir', 'fresh'],
    ['write', 'fresh/유니코드.txt', 'u'],
    ['write', 'changed', 'new'],
    ['remove', 'd/deleted'],
    ['remove', 'folder'],
  ],
  end: { changed: 'new', 'd/': '', 'fresh/유니코드.txt': 'u', keep: 'k', new: 'n' },
})

oneSided('empty files and folders come and go (PS021, PS037, E13, E30)', {
  start: { 'gone/': '', empty: '', 'filled-later': '', 'emptied-later': 'x' },
  steps: [
    ['mkdir', 'a/b/c'],
    ['write', 'a/empty', ''],
    ['remove', 'gone'],
    ['write', 'filled-later', 'now'],
    ['write', 'emptied-later', ''],
    ['write', 'one-byte', '1'],
  ],
  end: {
    'a/b/c/': '',
    'a/empty': '',
    'emptied-later': '',
    empty: '',
    'filled-later': 'now',
    'one-byte': '1',
  },
})

oneSided('a touch sends nothing (PS022, PS007, E26)', {
  start: { a: '1', 'd/b': '2' },
  steps: [
    ['touch', 'a', 0n],
    ['touch', 'd/b', -1n],
    ['touch', 'a', 4_294_967_295_000_000_000n],
  ],
  end: { a: '1', 'd/b': '2' },
  check: ({ sentOperations }) => expect(sentOperations()).toBe(0),
})

oneSided('an append is found although the time was set back (PS027, E24)', {
  start: { a: 'one' },
  steps: [
    ['touch', 'a', 5_000n],
    ['append', 'a', ' two'],
    ['touch', 'a', 5_000n],
  ],
  end: { a: 'one two' },
})

oneSided('an edit of the same size is found although the time was set back (E24)', {
  start: { a: 'one' },
  steps: [
    ['touch', 'a', 5_000n],
    ['write', 'a', 'two'],
    ['touch', 'a', 5_000n],
  ],
  end: { a: 'two' },
})

oneSided('the executable bit comes, moves along and goes (PS029, E35)', {
  start: { tool: '#!', other: '#!' },
  steps: [
    ['chmod', 'tool', true],
    ['rename', 'tool', 'moved'],
    ['chmod', 'other', true],
    ['chmod', 'other', false],
    ['write', 'made', '#!'],
    ['chmod', 'made', true],
  ],
  end: { made: '#!', moved: '#!', other: '#!' },
  check: ({ here, there }) => {
    for (const { disk } of [here, there]) {
      const bits = ['made', 'moved', 'other'].map((path) => disk.get(path).executable)
      expect(bits).toEqual([true, true, false])
    }
  },
})

oneSided('hidden files are synced (PS031)', {
  steps: [
    ['write', '.hidden', 'h'],
    ['write', '.git/config', 'c'],
    ['write', '.config/.deep', 'd'],
  ],
  end: { '.config/.deep': 'd', '.git/config': 'c', '.hidden': 'h' },
})

oneSided('of quick changes the last one counts (PS038)', {
  start: { a: '0' },
  steps: [1, 2, 3, 4, 5, 6, 7, 8, 9].map((count) => ['write', 'a', String(count)] as const),
  end: { a: '9' },
})

oneSided('a file that is deleted and made anew at once stays (PS068)', {
  start: { a: 'old', 'd/b': 'same' },
  steps: [
    ['remove', 'a'],
    ['write', 'a', 'new'],
    ['remove', 'd'],
    ['write', 'd/b', 'same'],
  ],
  end: { a: 'new', 'd/b': 'same' },
})

describe('facts of a file', () => {
  it('are not changed by sending it (PS023)', async () => {
    const office = await makeOffice()
    office.here.disk.write('a', '1')
    const before = office.here.disk.stat('a')
    await expectEnd(office, { a: '1' })
    expect(office.here.disk.stat('a')).toEqual(before)
    expect(office.there.disk.stat('a').mtimeNs).toBe(before.mtimeNs)
  })

  it('that are only a new inode send nothing (PS033)', async () => {
    const office = await makeOffice({ a: 'same' })
    const { disk } = office.here
    disk.write('aside', 'same')
    disk.rename('aside', 'a')
    await expectEnd(office, { a: 'same' })
    expect(office.sentOperations()).toBe(0)
  })
})

describe('a folder whose child cannot be read', () => {
  it('is there with the other children, and the child follows later (PS035, PS034)', async () => {
    const office = await makeOffice()
    office.here.disk.write('d/bad', '1')
    office.here.disk.write('d/good', '2')
    office.here.disk.setReadable('d/bad', false)
    await syncAll(office)
    expect(office.there.tree()).toEqual({ 'd/': '', 'd/good': '2' })
    office.here.restart()
    await syncAll(office)
    expect(office.there.tree()).toEqual({ 'd/': '', 'd/good': '2' })
    office.here.disk.setReadable('d/bad', true)
    office.clock.advance(600_000)
    await expectEnd(office, { 'd/bad': '1', 'd/good': '2' })
  })
})

describe('a file of zeros', () => {
  it('is sent as one block, however long it is (PS028)', async () => {
    const office = await makeOffice()
    office.here.disk.write('zeros', new Uint8Array(6_000_000))
    await syncAll(office)
    expect(office.there.disk.get('zeros').data).toEqual(new Uint8Array(6_000_000))
    const { blocksUp, bytesUp } = office.here.remote.counts
    expect(blocksUp).toBeGreaterThan(0)
    expect(bytesUp).toBeLessThan(3_000_000)
  })
})
