import { expect } from 'vitest'
import { type Check, oneSided, twoSided } from './_scenario.js'

/** What only moves sends no content. */
const sendsNothing: Check = ({ sentBytes }) => expect(sentBytes()).toBe(0)

function sends(text: string): Check {
  return ({ sentBytes }) => expect(sentBytes()).toBe(text.length)
}

oneSided('files and full folders move (PS100, PS120)', {
  start: { a: '1', b: '2', 'dir1/x': '3', 'dir12/y': '4', 'dir1-/z': '5', 'to/': '' },
  steps: [
    ['rename', 'a', 'to/a'],
    ['rename', 'b', 'to/b'],
    ['rename', 'dir1', 'to/dir1'],
    ['rename', 'dir12', 'to/dir12'],
    ['rename', 'dir1-', 'to/dir1-'],
  ],
  end: { 'to/a': '1', 'to/b': '2', 'to/dir1/x': '3', 'to/dir12/y': '4', 'to/dir1-/z': '5' },
  check: sendsNothing,
})

oneSided('a file moves and is edited, before or after (PS101)', {
  start: { 'a/x': 'one', 'a/y': 'two', 'b/': '' },
  steps: [
    ['rename', 'a/x', 'b/x'],
    ['append', 'b/x', ' more'],
    ['append', 'a/y', ' more'],
    ['rename', 'a/y', 'b/y'],
  ],
  end: { 'a/': '', 'b/x': 'one more', 'b/y': 'two more' },
})

oneSided('a moved file is replaced by a new one of the same name (PS101, PS115)', {
  start: { 'a/x': 'old', 'b/': '' },
  steps: [
    ['rename', 'a/x', 'b/x'],
    ['write', 'b/x.new', 'new'],
    ['rename', 'b/x.new', 'b/x'],
    ['append', 'b/x', ' and more'],
  ],
  end: { 'a/': '', 'b/x': 'new and more' },
})

twoSided('a move here and an edit there both count (PS102)', {
  start: { 'a/x': 'text', 'b/': '', 'd/e/y': 'text' },
  here: [
    ['rename', 'a/x', 'b/z'],
    ['rename', 'd', 'moved'],
  ],
  there: [
    ['append', 'a/x', ' more'],
    ['append', 'd/e/y', ' more'],
  ],
  end: { 'a/': '', 'b/z': 'text more', 'moved/e/y': 'text more' },
})

oneSided('an edit that keeps size and time is no move and is seen (PS103)', {
  start: { a: 'one', b: 'two' },
  steps: [
    ['write', 'a', 'uno'],
    ['touch', 'a', 5_000_000_000n],
    ['write', 'b', 'one'],
  ],
  end: { a: 'uno', b: 'one' },
})

oneSided('two files and two folders swap their names (PS104, PS105)', {
  start: { 'in/a': '1', 'in/b': '2', 'in/d/x': '3', 'in/e/x': '4' },
  steps: [
    ['rename', 'in/a', 'in/t'],
    ['rename', 'in/b', 'in/a'],
    ['rename', 'in/t', 'in/b'],
    ['rename', 'in/d', 'in/t'],
    ['rename', 'in/e', 'in/d'],
    ['rename', 'in/t', 'in/e'],
  ],
  end: { 'in/a': '2', 'in/b': '1', 'in/d/x': '4', 'in/e/x': '3' },
  check: sendsNothing,
})

oneSided('a cycle of a file, a folder and a file in another folder (PS105)', {
  start: { a: '1', 'd/b': '2', 'c/x': '3' },
  steps: [
    ['rename', 'a', 't'],
    ['rename', 'd/b', 'a'],
    ['rename', 'c', 'd/b'],
    ['rename', 't', 'c'],
  ],
  end: { a: '2', 'd/b/x': '3', c: '1' },
  check: sendsNothing,
})

oneSided('what takes a place that was left is new (PS106)', {
  start: { a: 'old', 'd/x': 'old' },
  steps: [
    ['rename', 'a', 'b'],
    ['mkdir', 'a'],
    ['rename', 'd', 'e'],
    ['write', 'd', 'a file now'],
  ],
  end: { 'a/': '', b: 'old', 'e/x': 'old', d: 'a file now' },
})

oneSided('there and back again (PS107, PS157)', {
  start: { a: '1', 'd/x': '2', same: '3' },
  steps: [
    ['rename', 'a', 'b'],
    ['rename', 'b', 'a'],
    ['rename', 'd', 'e'],
    ['rename', 'e', 'f'],
    ['rename', 'f', 'd'],
    ['rename', 'same', 'same'],
  ],
  end: { a: '1', 'd/x': '2', same: '3' },
  check: sendsNothing,
})

oneSided('a file and a folder move step by step (PS108)', {
  start: { 'p/f': '1', 'p/d/x': '2', 'q/': '', 'r/': '', 's/': '' },
  steps: [
    ['rename', 'p/f', 'q/f'],
    ['rename', 'p/d', 'q/d'],
    ['rename', 'q/f', 'r/g'],
    ['rename', 'q/d', 'r/e'],
    ['rename', 'r/g', 's/h'],
    ['rename', 'r/e', 's/i'],
  ],
  end: { 'p/': '', 'q/': '', 'r/': '', 's/h': '1', 's/i/x': '2' },
  check: sendsNothing,
})

oneSided('a parent and its child move at once, renames below (PS110)', {
  start: { 'p/c/x': '1', 'p/y': '2', 'to/': '' },
  steps: [
    ['rename', 'p', 'to/p2'],
    ['rename', 'to/p2/c', 'to/p2/c2'],
    ['rename', 'to/p2/c2/x', 'to/p2/c2/x2'],
    ['rename', 'to/p2/y', 'y-out'],
  ],
  end: { 'to/p2/c2/x2': '1', 'y-out': '2' },
  check: sendsNothing,
})

twoSided('renames above here and below there both apply (PS110, E06)', {
  start: { 'a/b/c/x': '1', 'a/b/y': '2' },
  here: [
    ['rename', 'a', 'A2'],
    ['rename', 'A2/b', 'A2/b2'],
  ],
  there: [
    ['rename', 'a/b/c', 'a/b/c2'],
    ['rename', 'a/b/y', 'a/y2'],
  ],
  end: { 'A2/b2/c2/x': '1', 'A2/y2': '2' },
  check: sendsNothing,
})

oneSided('a hierarchy is turned upside down (PS111, E07)', {
  start: { 'a/b/c/x': '1', 'a/b/y': '2', 'a/z': '3' },
  steps: [
    ['rename', 'a/b/c', 'c'],
    ['rename', 'a/b', 'c/b'],
    ['rename', 'a', 'c/b/a'],
  ],
  end: { 'c/x': '1', 'c/b/y': '2', 'c/b/a/z': '3' },
  check: sendsNothing,
})

twoSided('a hierarchy is turned on both devices, each in its way (PS111, E07)', {
  start: { 'a/b/x': '1', 'a/y': '2' },
  here: [
    ['rename', 'a/b', 'b'],
    ['rename', 'a', 'b/a'],
  ],
  there: [['rename', 'a/b', 'a/c']],
  end: { 'b/x': '1', 'b/a/y': '2' },
  endThereFirst: { 'a/c/x': '1', 'a/y': '2' },
})

twoSided('folders go into each other (PS111, E07)', {
  start: { 'a/x': '1', 'b/y': '2' },
  here: [['rename', 'a', 'b/a']],
  there: [['rename', 'b', 'a/b']],
  end: { 'b/y': '2', 'b/a/x': '1' },
  endThereFirst: { 'a/x': '1', 'a/b/y': '2' },
  check: sendsNothing,
})

oneSided('a deep hierarchy moves as a whole and in parts (PS112)', {
  start: { 'a/b/c/d/e/f/g/x': '1', 'a/b/c/y': '2', 'to/': '' },
  steps: [
    ['rename', 'a/b/c/d/e', 'to/e'],
    ['rename', 'a', 'to/a'],
    ['rename', 'to/a/b/c/d', 'to/e/f/d'],
  ],
  end: { 'to/a/b/c/y': '2', 'to/e/f/g/x': '1', 'to/e/f/d/': '' },
  check: sendsNothing,
})

twoSided('one item gets two names: the first at the server counts (PS113, E11)', {
  start: { f: '1', 'd/x': '2', 'p/m': '3', 'q/': '', 'r/': '' },
  here: [
    ['rename', 'f', 'f-here'],
    ['rename', 'd', 'd-here'],
    ['rename', 'p/m', 'q/m'],
  ],
  there: [
    ['rename', 'f', 'f-there'],
    ['rename', 'd', 'd-there'],
    ['rename', 'p/m', 'r/m'],
  ],
  end: { 'f-here': '1', 'd-here/x': '2', 'p/': '', 'q/m': '3', 'r/': '' },
  endThereFirst: { 'f-there': '1', 'd-there/x': '2', 'p/': '', 'q/': '', 'r/m': '3' },
  check: sendsNothing,
})

oneSided('a moved file takes the place of another one, known or not (PS114)', {
  start: { a: '1', b: '2', c: '3', d: '4', e: '5' },
  steps: [
    ['rename', 'a', 'b'],
    ['remove', 'd'],
    ['rename', 'c', 'd'],
    ['write', 'unsynced', 'u'],
    ['rename', 'e', 'unsynced'],
  ],
  end: { b: '1', d: '3', unsynced: '5' },
})

oneSided('a moved folder takes the place of another one (PS114)', {
  start: { 'a/x': '1', 'a/only-a': '2', 'b/x': '3', 'b/only-b': '4', keep: '5' },
  steps: [
    ['remove', 'b'],
    ['rename', 'a', 'b'],
  ],
  end: { 'b/x': '1', 'b/only-a': '2', keep: '5' },
})

twoSided('a moved file takes the place of one that is edited there: both stay (PS114)', {
  start: { a: '1', b: '2' },
  here: [
    ['remove', 'b'],
    ['rename', 'a', 'b'],
  ],
  there: [['append', 'b', ' edited']],
  end: { b: '1', 'b (copy)': '2 edited' },
  endThereFirst: { b: '2 edited', 'b (copy)': '1' },
})

oneSided('a place is taken twice and its holder deleted and made anew (PS115)', {
  start: { a: '1', b: '2', c: '3', d: '4' },
  steps: [
    ['rename', 'a', 'c'],
    ['rename', 'b', 'c'],
    ['append', 'd', ' edited'],
    ['remove', 'd'],
    ['write', 'd', 'new'],
  ],
  end: { c: '2', d: 'new' },
})

oneSided('what was moved is deleted, alone and within a folder (PS116)', {
  start: { a: '1', 'd/x': '2', 'e/sub/x': '3', 'e/sub/y': '4', keep: '5', 'to/': '' },
  steps: [
    ['rename', 'a', 'to/a'],
    ['remove', 'to/a'],
    ['rename', 'd', 'to/d'],
    ['remove', 'to/d'],
    ['rename', 'e', 'to/e'],
    ['remove', 'to/e/sub/x'],
  ],
  end: { 'to/e/sub/y': '4', keep: '5' },
})

oneSided('a folder moves and a file in it is replaced or edited (PS116)', {
  start: { 'd/x': '1', 'd/y': '2' },
  steps: [
    ['rename', 'd', 'moved'],
    ['write', 'moved/x.new', 'new'],
    ['rename', 'moved/x.new', 'moved/x'],
    ['append', 'moved/y', ' more'],
  ],
  end: { 'moved/x': 'new', 'moved/y': '2 more' },
})

oneSided('a file is deleted and its folder moves (PS116)', {
  start: { 'd/x': '1', 'd/y': '2' },
  steps: [
    ['remove', 'd/x'],
    ['rename', 'd', 'moved'],
  ],
  end: { 'moved/y': '2' },
  check: sendsNothing,
})

oneSided('the contents move out and the folder is deleted (PS117)', {
  start: { 'd/x': '1', 'd/e/y': '2', keep: '3' },
  steps: [
    ['rename', 'd/x', 'x'],
    ['rename', 'd/e', 'e'],
    ['remove', 'd'],
  ],
  end: { 'e/y': '2', keep: '3', x: '1' },
  check: sendsNothing,
})

oneSided('a folder moves into a new one, a new one is made in it (PS118)', {
  start: { 'd/x': '1' },
  steps: [
    ['mkdir', 'new'],
    ['rename', 'd', 'new/d'],
    ['write', 'new/d/made/y', '2'],
  ],
  end: { 'new/d/x': '1', 'new/d/made/y': '2' },
  check: sends('2'),
})

oneSided('what comes in from outside is new, what goes out is gone (PS119)', {
  start: { 'goes/x': '1', 'stays/y': '2' },
  steps: [
    ['write', 'came/in/x', '3'],
    ['remove', 'goes'],
  ],
  end: { 'came/in/x': '3', 'stays/y': '2' },
})

twoSided('a move takes a place that was freed there (PS126)', {
  start: { a: '1', b: '2', 'd/x': '3', 'e/x': '4', keep: '5' },
  here: [
    ['rename', 'a', 'b'],
    ['remove', 'e'],
    ['rename', 'd', 'e'],
  ],
  there: [
    ['remove', 'b'],
    ['remove', 'e'],
  ],
  end: { b: '1', 'e/x': '3', keep: '5' },
  check: sendsNothing,
})

twoSided('what moved there is not deleted because it is gone here (PS127, E10)', {
  start: { a: '1', 'd/x': '2', 'd/y': '3', 'to/': '', keep: '4' },
  here: [
    ['remove', 'a'],
    ['remove', 'd'],
  ],
  there: [
    ['rename', 'a', 'to/a'],
    ['rename', 'd', 'to/d'],
  ],
  end: { 'to/a': '1', 'to/d/x': '2', 'to/d/y': '3', keep: '4' },
})

oneSided('a move and another time send nothing again (PS130)', {
  start: { 'd/a': 'text', 'to/': '' },
  steps: [
    ['touch', 'd/a', 1_600_000_000_000_000_000n],
    ['rename', 'd/a', 'to/b'],
  ],
  end: { 'd/': '', 'to/b': 'text' },
  check: sendsNothing,
})
