import type { Tree } from './_scenario.js'
import { onUnlikeDisks, type Round } from './_unlike-disks.js'

const disk = { caseInsensitive: true }

/** `a.txt` comes first, then `A.txt`. */
const FIRST: Round = {
  linux: [['write', 'a.txt', 'first']],
  onLinux: { 'a.txt': 'first' },
  onHere: { 'a.txt': 'first' },
}
const CLASH: Round = {
  linux: [['write', 'A.txt', 'second']],
  onLinux: { 'a.txt': 'first', 'A.txt': 'second' },
  onHere: { 'a.txt': 'first', 'A (case conflict).txt': 'second' },
}
const BOTH: readonly Round[] = [FIRST, CLASH]

function same(tree: Tree): Pick<Round, 'onHere' | 'onLinux'> {
  return { onHere: tree, onLinux: tree }
}

onUnlikeDisks('both of two names that differ in case are kept (E41, PS151)', { disk, rounds: BOTH })

onUnlikeDisks('both come in one listing (E41, PS151)', {
  disk,
  rounds: [
    {
      linux: [
        ['write', 'D/x', '1'],
        ['write', 'd/x', '2'],
      ],
      onLinux: { 'D/x': '1', 'd/x': '2' },
      onHere: { 'D/x': '1', 'd (case conflict)/x': '2' },
    },
  ],
})

onUnlikeDisks('an edit of the alias is one of its own item (E41)', {
  disk,
  rounds: [
    ...BOTH,
    {
      here: [['write', 'A (case conflict).txt', 'edited']],
      onLinux: { 'a.txt': 'first', 'A.txt': 'edited' },
      onHere: { 'a.txt': 'first', 'A (case conflict).txt': 'edited' },
    },
    {
      linux: [['append', 'A.txt', ' there']],
      onLinux: { 'a.txt': 'first', 'A.txt': 'edited there' },
      onHere: { 'a.txt': 'first', 'A (case conflict).txt': 'edited there' },
    },
  ],
})

onUnlikeDisks('an editor that replaces the file keeps the alias (E41, E22)', {
  disk,
  rounds: [
    ...BOTH,
    {
      here: [
        ['write', 'A.txt.new', 'saved'],
        ['rename', 'A.txt.new', 'A (case conflict).txt'],
      ],
      onLinux: { 'a.txt': 'first', 'A.txt': 'saved' },
      onHere: { 'a.txt': 'first', 'A (case conflict).txt': 'saved' },
    },
  ],
})

onUnlikeDisks('the alias gets its name back when the first is renamed (E41, PS152)', {
  disk,
  rounds: [
    ...BOTH,
    { linux: [['rename', 'a.txt', 'c.txt']], ...same({ 'A.txt': 'second', 'c.txt': 'first' }) },
  ],
})

onUnlikeDisks('the alias gets its name back when the first is renamed here (E41, PS152)', {
  disk,
  rounds: [
    ...BOTH,
    { here: [['rename', 'a.txt', 'c.txt']], ...same({ 'A.txt': 'second', 'c.txt': 'first' }) },
  ],
})

onUnlikeDisks('the alias gets its name back when the first is removed (E41, PS152)', {
  disk,
  rounds: [...BOTH, { linux: [['remove', 'a.txt']], ...same({ 'A.txt': 'second' }) }],
})

onUnlikeDisks('removing the first here never takes the other one (E41, PS152, PS153)', {
  disk,
  rounds: [...BOTH, { here: [['remove', 'a.txt']], ...same({ 'A.txt': 'second' }) }],
})

onUnlikeDisks('removing the second there takes the alias alone (E41, PS152, PS153)', {
  disk,
  rounds: [...BOTH, { linux: [['remove', 'A.txt']], ...same({ 'a.txt': 'first' }) }],
})

onUnlikeDisks('removing the alias takes the second alone (E41, PS153)', {
  disk,
  rounds: [...BOTH, { here: [['remove', 'A (case conflict).txt']], ...same({ 'a.txt': 'first' }) }],
})

onUnlikeDisks('renaming the alias resolves the clash (E41, PS152)', {
  disk,
  rounds: [
    ...BOTH,
    {
      here: [['rename', 'A (case conflict).txt', 'b.txt']],
      ...same({ 'a.txt': 'first', 'b.txt': 'second' }),
    },
  ],
})

onUnlikeDisks('renaming the second there resolves the clash (E41, PS152)', {
  disk,
  rounds: [
    ...BOTH,
    { linux: [['rename', 'A.txt', 'b.txt']], ...same({ 'a.txt': 'first', 'b.txt': 'second' }) },
  ],
})

onUnlikeDisks('an alias that is moved out goes on under its own name (E41, PS151)', {
  disk,
  rounds: [
    ...BOTH,
    {
      here: [
        ['mkdir', 'd'],
        ['rename', 'A (case conflict).txt', 'd/A (case conflict).txt'],
      ],
      ...same({ 'a.txt': 'first', 'd/A.txt': 'second' }),
    },
  ],
})

onUnlikeDisks('a move there into a clash makes an alias, a move out ends it (E41, PS151)', {
  disk,
  rounds: [
    {
      linux: [
        ['write', 'd/a', 'first'],
        ['write', 'e/A', 'second'],
        ['write', 'e/sub/x', '3'],
        ['write', 'd/SUB/y', '4'],
      ],
      ...same({ 'd/a': 'first', 'e/A': 'second', 'e/sub/x': '3', 'd/SUB/y': '4' }),
    },
    {
      linux: [
        ['rename', 'e/A', 'd/A'],
        ['rename', 'e/sub', 'd/sub'],
      ],
      onLinux: { 'd/a': 'first', 'd/A': 'second', 'e/': '', 'd/sub/x': '3', 'd/SUB/y': '4' },
      onHere: {
        'd/a': 'first',
        'd/A (case conflict)': 'second',
        'e/': '',
        'd/sub (case conflict)/x': '3',
        'd/SUB/y': '4',
      },
    },
    {
      linux: [
        ['rename', 'd/A', 'e/A'],
        ['rename', 'd/sub', 'e/sub'],
      ],
      ...same({ 'd/a': 'first', 'e/A': 'second', 'e/sub/x': '3', 'd/SUB/y': '4' }),
    },
  ],
})

onUnlikeDisks('work inside an aliased folder flows back to the real one (E41, PS151)', {
  disk,
  rounds: [
    {
      linux: [['write', 'd/x', '1']],
      ...same({ 'd/x': '1' }),
    },
    {
      linux: [['write', 'D/x', '2']],
      onLinux: { 'd/x': '1', 'D/x': '2' },
      onHere: { 'd/x': '1', 'D (case conflict)/x': '2' },
    },
    {
      here: [
        ['append', 'D (case conflict)/x', '+'],
        ['write', 'D (case conflict)/sub/new', 'n'],
        ['append', 'd/x', '-'],
      ],
      onLinux: { 'd/x': '1-', 'D/x': '2+', 'D/sub/new': 'n' },
      onHere: { 'd/x': '1-', 'D (case conflict)/x': '2+', 'D (case conflict)/sub/new': 'n' },
    },
    { linux: [['remove', 'd']], ...same({ 'D/x': '2+', 'D/sub/new': 'n' }) },
  ],
})

onUnlikeDisks('three names, and one that looks like an alias (E41, E48, PS152)', {
  disk,
  rounds: [
    {
      linux: [['write', 'name', '1']],
      ...same({ name: '1' }),
    },
    {
      linux: [['write', 'Name', '2']],
      onLinux: { name: '1', Name: '2' },
      onHere: { name: '1', 'Name (case conflict)': '2' },
    },
    {
      linux: [
        ['write', 'NAME', '3'],
        ['write', 'Name (case conflict)', "somebody's own"],
      ],
      onLinux: { name: '1', Name: '2', NAME: '3', 'Name (case conflict)': "somebody's own" },
      onHere: {
        name: '1',
        'Name (case conflict)': '2',
        'NAME (case conflict 2)': '3',
        'Name (case conflict) (case conflict)': "somebody's own",
      },
    },
  ],
})

onUnlikeDisks('a case-only rename of a file and of a folder is one rename (E40, PS150)', {
  disk,
  rounds: [
    {
      here: [
        ['write', 'Foo', '1'],
        ['write', 'Dir/Bar', '2'],
      ],
      ...same({ Foo: '1', 'Dir/Bar': '2' }),
    },
    {
      here: [
        ['rename', 'Foo', 'foo'],
        ['rename', 'Dir', 'DIR'],
      ],
      ...same({ foo: '1', 'DIR/Bar': '2' }),
    },
    {
      linux: [
        ['rename', 'foo', 'FOO'],
        ['rename', 'DIR', 'dir'],
        ['rename', 'dir/Bar', 'dir/bar'],
      ],
      ...same({ FOO: '1', 'dir/bar': '2' }),
    },
  ],
  check: ({ sentBytes }) => {
    if (sentBytes() !== '12'.length) throw new Error('a rename sent content')
  },
})

onUnlikeDisks('an edit beside a case-only rename is kept (E40, PS150, PS157)', {
  disk,
  rounds: [
    { linux: [['write', 'Foo', '1']], ...same({ Foo: '1' }) },
    {
      here: [['append', 'Foo', '2']],
      linux: [['rename', 'Foo', 'foo']],
      ...same({ foo: '12' }),
    },
    {
      here: [['rename', 'foo', 'FOO']],
      linux: [['append', 'foo', '3']],
      ...same({ FOO: '123' }),
    },
  ],
})

/** The disk takes `é` and `É` for one name where both are composed, and tells both from `e\u0301`. */
onUnlikeDisks('an item that is respelled there into a clash gets an alias (E41, E42)', {
  disk,
  rounds: [
    {
      linux: [
        ['write', '\u00c9/x', '1'],
        ['write', 'e\u0301/y', '2'],
      ],
      ...same({ '\u00c9/x': '1', 'e\u0301/y': '2' }),
    },
    {
      linux: [['rename', 'e\u0301', '\u00e9']],
      onLinux: { '\u00c9/x': '1', '\u00e9/y': '2' },
      onHere: { '\u00c9/x': '1', '\u00e9 (case conflict)/y': '2' },
    },
  ],
})
