import { expect } from 'vitest'
import { oneSided, twoSided } from './_scenario.js'

oneSided('two files, two folders and three folders change names (E03)', {
  start: { a: '1', b: '2', 'd/x': '3', 'e/x': '4', 'p/x': '5', 'q/x': '6', 'r/x': '7' },
  steps: [
    ['rename', 'a', 't'],
    ['rename', 'b', 'a'],
    ['rename', 't', 'b'],
    ['rename', 'd', 't'],
    ['rename', 'e', 'd'],
    ['rename', 't', 'e'],
    ['rename', 'p', 't'],
    ['rename', 'q', 'p'],
    ['rename', 'r', 'q'],
    ['rename', 't', 'r'],
  ],
  end: { a: '2', b: '1', 'd/x': '4', 'e/x': '3', 'p/x': '6', 'q/x': '7', 'r/x': '5' },
  check: ({ here, there, sentBytes }) => {
    expect(sentBytes()).toBe(0)
    expect([here, there].map(({ remote }) => remote.counts.bytesDown > 0)).toEqual([false, true])
  },
})

oneSided('a chain of renames has its last name (E04)', {
  start: { a: '1', 'd/x': '2' },
  steps: [
    ['rename', 'a', 'b'],
    ['rename', 'b', 'c'],
    ['rename', 'c', 'b'],
    ['rename', 'd', 'e'],
    ['rename', 'e', 'f'],
    ['rename', 'f', 'e'],
  ],
  end: { b: '1', 'e/x': '2' },
  check: ({ sentBytes }) => expect(sentBytes()).toBe(0),
})

oneSided('a renamed file and a new one in its place (E05)', {
  start: { a: 'old', 'd/x': 'old' },
  steps: [
    ['rename', 'a', 'b'],
    ['write', 'a', 'new'],
    ['rename', 'd', 'e'],
    ['write', 'd/x', 'new'],
  ],
  end: { a: 'new', b: 'old', 'd/x': 'new', 'e/x': 'old' },
})

oneSided('a folder goes into its own former child (E07)', {
  start: { 'a/b/x': '1', 'a/y': '2' },
  steps: [
    ['rename', 'a/b', 'b'],
    ['rename', 'a', 'b/a'],
  ],
  end: { 'b/a/y': '2', 'b/x': '1' },
})

oneSided('a copy of a tree sends no byte (E19)', {
  start: { 'd/x': 'some text', 'd/e/y': 'other text' },
  steps: [
    ['write', 'copy/x', 'some text'],
    ['write', 'copy/e/y', 'other text'],
  ],
  end: {
    'copy/e/y': 'other text',
    'copy/x': 'some text',
    'd/e/y': 'other text',
    'd/x': 'some text',
  },
  check: ({ sentBytes }) => expect(sentBytes()).toBe(0),
})

twoSided('an edit lands in a folder that moved meanwhile (E06)', {
  start: { 'd/a': 'base', 'd/e/b': 'base' },
  here: [['rename', 'd', 'moved']],
  there: [
    ['write', 'd/a', 'edited'],
    ['write', 'd/e/new', 'n'],
    ['remove', 'd/e/b'],
  ],
  end: { 'moved/a': 'edited', 'moved/e/new': 'n' },
})

twoSided('of two folders that go into each other one does (E07)', {
  start: { 'A/x': '1', 'B/y': '2' },
  here: [['rename', 'A', 'B/A']],
  there: [['rename', 'B', 'A/B']],
  end: { 'B/A/x': '1', 'B/y': '2' },
  endThereFirst: { 'A/B/y': '2', 'A/x': '1' },
})

twoSided('a rename wins over a delete (E10)', {
  start: { 'd/x': '1', 'd/e/y': '2', f: '3', keep: 'k' },
  here: [
    ['remove', 'd'],
    ['remove', 'f'],
  ],
  there: [
    ['rename', 'd', 'moved'],
    ['rename', 'f', 'g'],
  ],
  end: { g: '3', keep: 'k', 'moved/e/y': '2', 'moved/x': '1' },
})

twoSided('of two new names for one item the first counts (E11)', {
  start: { a: '1', 'd/x': '2' },
  here: [
    ['rename', 'a', 'of-here'],
    ['rename', 'd', 'd-of-here'],
  ],
  there: [
    ['rename', 'a', 'of-there'],
    ['rename', 'd', 'd-of-there'],
  ],
  end: { 'd-of-here/x': '2', 'of-here': '1' },
  endThereFirst: { 'd-of-there/x': '2', 'of-there': '1' },
})

twoSided('two items renamed to one name are both kept (E12)', {
  start: { a: '1', b: '2' },
  here: [['rename', 'a', 'c']],
  there: [['rename', 'b', 'c']],
  end: { c: '1', 'c (copy)': '2' },
  endThereFirst: { c: '2', 'c (copy)': '1' },
})
