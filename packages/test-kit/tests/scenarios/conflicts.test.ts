import { expect } from 'vitest'
import { twoSided } from './_scenario.js'

twoSided('edit against edit: the first keeps the name (PS050)', {
  start: { 'a.txt': 'base' },
  here: [['write', 'a.txt', 'of here']],
  there: [['write', 'a.txt', 'of there']],
  end: { 'a (copy).txt': 'of there', 'a.txt': 'of here' },
  endThereFirst: { 'a (copy).txt': 'of here', 'a.txt': 'of there' },
})

twoSided('two different new files of one name, two folders with one name (PS051)', {
  here: [
    ['write', 'd/a', 'of here'],
    ['write', 'd/only-here', '1'],
  ],
  there: [
    ['write', 'd/a', 'of there'],
    ['write', 'd/only-there', '2'],
  ],
  end: { 'd/a': 'of here', 'd/a (copy)': 'of there', 'd/only-here': '1', 'd/only-there': '2' },
  endThereFirst: {
    'd/a': 'of there',
    'd/a (copy)': 'of here',
    'd/only-here': '1',
    'd/only-there': '2',
  },
})

twoSided('two equal new files of one name are one, and equal edits are one (PS052)', {
  start: { old: 'base' },
  here: [
    ['write', 'd/new', 'same'],
    ['write', 'old', 'same edit'],
  ],
  there: [
    ['write', 'd/new', 'same'],
    ['write', 'old', 'same edit'],
  ],
  end: { 'd/new': 'same', old: 'same edit' },
})

for (const [hereNs, thereNs] of [
  [1_000n, 1_000n],
  [1_000n, 2_000_000_000_000n],
  [2_000_000_000_000n, 1_000n],
  [-5_000n, 9_000_000_000_000_000_000n],
] as const) {
  twoSided(`equal contents with times ${hereNs} and ${thereNs} are no conflict (PS053)`, {
    start: { edited: 'base' },
    here: [
      ['write', 'new', 'same'],
      ['touch', 'new', hereNs],
      ['write', 'edited', 'same'],
      ['touch', 'edited', hereNs],
    ],
    there: [
      ['write', 'new', 'same'],
      ['touch', 'new', thereNs],
      ['write', 'edited', 'same'],
      ['touch', 'edited', thereNs],
    ],
    end: { edited: 'same', new: 'same' },
  })

  twoSided(`different contents with times ${hereNs} and ${thereNs} are a conflict (PS053)`, {
    here: [
      ['write', 'new', 'aaaa'],
      ['touch', 'new', hereNs],
    ],
    there: [
      ['write', 'new', 'bbbb'],
      ['touch', 'new', thereNs],
    ],
    end: { new: 'aaaa', 'new (copy)': 'bbbb' },
    endThereFirst: { new: 'bbbb', 'new (copy)': 'aaaa' },
  })
}

twoSided('an edit wins over a delete (PS054, E09)', {
  start: { a: 'base', 'd/b': 'base', keep: 'k' },
  here: [
    ['remove', 'a'],
    ['remove', 'd'],
  ],
  there: [
    ['write', 'a', 'edited'],
    ['append', 'd/b', ' edited'],
  ],
  end: { a: 'edited', 'd/b': 'base edited', keep: 'k' },
})

twoSided('both delete the same things (PS055)', {
  start: { a: '1', 'd/b': '2', 'd/e/c': '3', keep: 'k' },
  here: [
    ['remove', 'a'],
    ['remove', 'd'],
  ],
  there: [
    ['remove', 'd/e'],
    ['remove', 'd'],
    ['remove', 'a'],
  ],
  end: { keep: 'k' },
})

twoSided('a deleted folder stays with exactly what is new in it (PS056, PS057, E08)', {
  start: { 'd/x': '1', 'd/e/y': '2', 'd/e/f/z': '3', keep: 'k' },
  here: [['remove', 'd']],
  there: [
    ['write', 'd/e/new', 'n'],
    ['mkdir', 'd/e/fresh'],
  ],
  end: { 'd/e/new': 'n', 'd/e/fresh/': '', keep: 'k' },
})

twoSided('an offline change on top of an unsent one is no conflict with itself (PS065)', {
  start: { a: 'base', b: 'base' },
  here: [
    ['write', 'a', 'first'],
    ['write', 'a', 'second'],
    ['rename', 'a', 'c'],
    ['append', 'c', ' third'],
  ],
  there: [['write', 'b', 'edited']],
  end: { b: 'edited', c: 'second third' },
})

twoSided('a conflicted copy keeps the executable bit (PS067)', {
  start: { tool: 'base' },
  here: [
    ['write', 'tool', 'of here'],
    ['chmod', 'tool', true],
  ],
  there: [
    ['write', 'tool', 'of there'],
    ['chmod', 'tool', true],
  ],
  end: { tool: 'of here', 'tool (copy)': 'of there' },
  endThereFirst: { tool: 'of there', 'tool (copy)': 'of here' },
  check: ({ here, there }) => {
    for (const { disk } of [here, there]) {
      const [root] = disk.root === undefined ? [] : [disk.root]
      const tools = [...(root?.entries.values() ?? [])].filter(({ displayName }) =>
        displayName.startsWith('tool'),
      )
      expect(tools.map(({ inode }) => inode.executable)).toEqual([true, true])
    }
  },
})

twoSided('both delete a file and make it anew (PS068)', {
  start: { a: 'old' },
  here: [
    ['remove', 'a'],
    ['write', 'a', 'of here'],
  ],
  there: [
    ['remove', 'a'],
    ['write', 'a', 'of there'],
  ],
  end: { a: 'of here', 'a (copy)': 'of there' },
  endThereFirst: { a: 'of there', 'a (copy)': 'of here' },
})
