import type { MemoryDisk } from '../filesystem/memory-disk.js'

/** A change of one or two folders, to be synced while one call fails. */
export interface FaultScenario {
  readonly name: string
  /** On A and in sync before, beside a file that never changes. */
  readonly before: (disk: MemoryDisk) => void
  readonly change: (a: MemoryDisk, b: MemoryDisk) => void
  /** Two people act at once: what comes out may depend on who is first. */
  readonly isRace?: true
}

const nothing = (): void => undefined

function oneFile(disk: MemoryDisk): void {
  disk.write('f', 'f 1')
}

function twoFiles(disk: MemoryDisk): void {
  disk.write('f', 'f 1')
  disk.write('g', 'g 1')
}

function aTree(disk: MemoryDisk): void {
  disk.write('d/x', 'x 1')
  disk.write('d/e/y', 'y 1')
  disk.mkdir('d/empty')
}

function swap(disk: MemoryDisk, one: string, two: string): void {
  disk.rename(one, 'passing')
  disk.rename(two, one)
  disk.rename('passing', two)
}

function saveOver(disk: MemoryDisk, path: string, text: string): void {
  disk.write(`${path}.new`, text)
  disk.rename(`${path}.new`, path)
}

/** More than one block, so that a file is sent and fetched in parts. */
function bigText(tag: string): string {
  return Array.from({ length: 6_000 }, (_, line) => `${tag} ${line * 7919}`).join('\n')
}

const SINGLE: readonly FaultScenario[] = [
  { name: 'a new file', before: nothing, change: (a) => a.write('f', 'f 1') },
  { name: 'a new empty file', before: nothing, change: (a) => a.write('f', '') },
  { name: 'a new folder', before: nothing, change: (a) => a.mkdir('d') },
  { name: 'a new tree', before: nothing, change: aTree },
  { name: 'an edit', before: oneFile, change: (a) => a.write('f', 'f 2') },
  { name: 'an edit to nothing', before: oneFile, change: (a) => a.write('f', '') },
  { name: 'a save by replacing', before: oneFile, change: (a) => saveOver(a, 'f', 'f 2') },
  { name: 'a rename', before: oneFile, change: (a) => a.rename('f', 'g') },
  {
    name: 'a move into a new folder',
    before: oneFile,
    change: (a) => {
      a.mkdir('d')
      a.rename('f', 'd/f')
    },
  },
  {
    name: 'a rename and an edit',
    before: oneFile,
    change: (a) => {
      a.rename('f', 'g')
      a.write('g', 'f 2')
    },
  },
  { name: 'a rename over another file', before: twoFiles, change: (a) => a.rename('f', 'g') },
  { name: 'a change of case', before: oneFile, change: (a) => a.rename('f', 'F') },
  { name: 'a delete', before: oneFile, change: (a) => a.remove('f') },
  { name: 'a delete of a tree', before: aTree, change: (a) => a.remove('d') },
  {
    name: 'a delete and the same again',
    before: oneFile,
    change: (a) => {
      a.remove('f')
      a.write('f', 'f 1')
    },
  },
  { name: 'a rename of a tree', before: aTree, change: (a) => a.rename('d', 'moved') },
  {
    name: 'a rename of a tree with an edit in it',
    before: aTree,
    change: (a) => {
      a.rename('d', 'moved')
      a.write('moved/x', 'x 2')
    },
  },
  {
    name: 'a file that leaves a deleted tree',
    before: aTree,
    change: (a) => {
      a.rename('d/e/y', 'y')
      a.remove('d')
    },
  },
  { name: 'a swap of files', before: twoFiles, change: (a) => swap(a, 'f', 'g') },
  {
    name: 'a swap of folders',
    before: (disk) => {
      disk.write('p/x', 'x 1')
      disk.write('q/y', 'y 1')
    },
    change: (a) => swap(a, 'p', 'q'),
  },
  {
    name: 'a cycle of three',
    before: (disk) => {
      twoFiles(disk)
      disk.write('h', 'h 1')
    },
    change: (a) => {
      swap(a, 'f', 'g')
      swap(a, 'g', 'h')
    },
  },
  {
    name: 'a folder into its own former child',
    before: aTree,
    change: (a) => {
      a.rename('d/e', 'e')
      a.rename('d', 'e/d')
    },
  },
  {
    name: 'a file that becomes a folder',
    before: oneFile,
    change: (a) => {
      a.remove('f')
      a.write('f/inside', 'inside 1')
    },
  },
  {
    name: 'a folder that becomes a file',
    before: aTree,
    change: (a) => {
      a.remove('d')
      a.write('d', 'd is a file')
    },
  },
  {
    name: 'a file that takes the name of the folder it was in',
    before: aTree,
    change: (a) => {
      a.rename('d/x', 'x')
      a.remove('d')
      a.rename('x', 'd')
    },
  },
  { name: 'an executable bit', before: oneFile, change: (a) => a.setExecutable('f', true) },
  { name: 'a touch', before: oneFile, change: (a) => a.setMtime('f', 1_700_000_000_000_000_000n) },
  {
    name: 'an edit with an executable bit',
    before: oneFile,
    change: (a) => {
      a.write('f', 'f 2')
      a.setExecutable('f', true)
    },
  },
  { name: 'a copy', before: oneFile, change: (a) => a.write('copy', a.read('f')) },
  { name: 'a file of many blocks', before: nothing, change: (a) => a.write('big', bigText('1')) },
  {
    name: 'an edit in a file of many blocks',
    before: (disk) => disk.write('big', bigText('1')),
    change: (a) => a.write('big', `new\n${bigText('1')}`),
  },
]

const DOUBLE: readonly FaultScenario[] = [
  {
    name: 'two edits of one file',
    before: oneFile,
    change: (a, b) => {
      a.write('f', 'f by A')
      b.write('f', 'f by B')
    },
    isRace: true,
  },
  {
    name: 'the same edit twice',
    before: oneFile,
    change: (a, b) => {
      a.write('f', 'f 2')
      b.write('f', 'f 2')
    },
  },
  {
    name: 'two new files of one name',
    before: nothing,
    change: (a, b) => {
      a.write('f', 'f by A')
      b.write('f', 'f by B')
    },
    isRace: true,
  },
  {
    name: 'two new folders of one name',
    before: nothing,
    change: (a, b) => {
      a.write('d/x', 'x by A')
      b.write('d/y', 'y by B')
    },
  },
  {
    name: 'an edit here and a rename there',
    before: oneFile,
    change: (a, b) => {
      a.write('f', 'f 2')
      b.rename('f', 'g')
    },
  },
  {
    name: 'an edit here and a delete there',
    before: oneFile,
    change: (a, b) => {
      a.write('f', 'f 2')
      b.remove('f')
    },
    isRace: true,
  },
  {
    name: 'a rename here and a delete there',
    before: oneFile,
    change: (a, b) => {
      a.rename('f', 'g')
      b.remove('f')
    },
    isRace: true,
  },
  {
    name: 'two renames of one file',
    before: oneFile,
    change: (a, b) => {
      a.rename('f', 'g')
      b.rename('f', 'h')
    },
    isRace: true,
  },
  {
    name: 'two files renamed to one name',
    before: twoFiles,
    change: (a, b) => {
      a.rename('f', 'h')
      b.rename('g', 'h')
    },
    isRace: true,
  },
  {
    name: 'a delete on both sides',
    before: oneFile,
    change: (a, b) => {
      a.remove('f')
      b.remove('f')
    },
  },
  {
    name: 'a new file in a folder deleted there',
    before: aTree,
    change: (a, b) => {
      a.write('d/new', 'new 1')
      b.remove('d')
    },
    isRace: true,
  },
  {
    name: 'an edit in a folder renamed there',
    before: aTree,
    change: (a, b) => {
      a.write('d/x', 'x 2')
      b.rename('d', 'moved')
    },
  },
  {
    name: 'a file here and a folder there of one name',
    before: nothing,
    change: (a, b) => {
      a.write('n', 'n 1')
      b.write('n/inside', 'inside 1')
    },
    isRace: true,
  },
  {
    name: 'a type change here and an edit there',
    before: oneFile,
    change: (a, b) => {
      a.remove('f')
      a.write('f/inside', 'inside 1')
      b.write('f', 'f 2')
    },
    isRace: true,
  },
  {
    name: 'swaps on both sides',
    before: twoFiles,
    change: (a, b) => {
      swap(a, 'f', 'g')
      swap(b, 'f', 'g')
    },
    isRace: true,
  },
]

/** The same change made on B, so that A receives: another half of the engine is at work. */
function mirrored({ name, before, change, ...rest }: FaultScenario): FaultScenario {
  return { ...rest, name: `${name}, made at the other end`, before, change: (a, b) => change(b, a) }
}

const OFTEN_MIRRORED = 14

/** Every scenario of the exhaustive single fault. */
export const FAULT_SCENARIOS: readonly FaultScenario[] = [
  ...SINGLE,
  ...DOUBLE,
  ...SINGLE.slice(0, OFTEN_MIRRORED).map(mirrored),
]

/** Some of each kind, for every change of the code. */
export const QUICK_FAULT_SCENARIOS: readonly string[] = [
  'a new tree',
  'a save by replacing',
  'a delete of a tree',
  'a rename over another file',
  'a swap of files',
  'a file that takes the name of the folder it was in',
  'two edits of one file',
]
