import { type NodeId, ROOT_PATH } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import type { ListedEntry } from '../ports.js'
import type { FileStat, LocalFacts } from '../trees.js'
import { foldersAsKnown } from './as-known.js'
import { ignoreRulesFrom } from './ignore-rules.js'

const STAT: FileStat = {
  kind: 'file',
  device: 'root',
  inode: '1',
  sizeBytes: 10,
  mtimeNs: 1n,
  ctimeNs: 2n,
  birthtimeNs: 3n,
  executable: false,
}
const FOLDER_STAT: FileStat = { ...STAT, kind: 'folder', inode: '2' }
const FILE = item('file', STAT)
const FOLDER = item('folder', FOLDER_STAT)

function item(name: string, stat: FileStat, changes: Partial<LocalFacts> = {}): LocalFacts {
  const kind = stat.kind === 'folder' ? 'folder' : 'file'
  const nodeId = `id of ${name}` as NodeId // any string serves
  return { nodeId, parentId: null, name, kind, stat, missingSinceMs: null, ...changes }
}

function entry(name: string, stat: FileStat | undefined): ListedEntry {
  return { name, displayName: name, stat }
}

function compare(known: LocalFacts[], entries: ListedEntry[], claimed: NodeId[] = [], rules = '') {
  const pass = {
    rootDevice: 'root',
    claimed: new Set(claimed),
    ignore: ignoreRulesFrom(rules),
  }
  return foldersAsKnown(pass, ROOT_PATH, known, entries)
}

describe('foldersAsKnown', () => {
  it('finds the folders of a listing in which nothing has changed', () => {
    const entries = [entry('folder', FOLDER_STAT), entry('file', STAT)]
    expect(compare([FILE, FOLDER], entries)).toEqual([FOLDER])
    expect(compare([], [])).toEqual([])
  })

  it('knows items by the name that they have on disk (E42)', () => {
    const alias = item('file', STAT, { diskName: 'file (other spelling)' })
    expect(compare([alias], [entry('file (other spelling)', STAT)])).toEqual([])
    expect(compare([alias], [entry('file', STAT)])).toBeUndefined()
  })

  it('does not mind the size and times of a folder, which move with its entries', () => {
    const stat = { ...FOLDER_STAT, sizeBytes: 99, mtimeNs: 99n, ctimeNs: 99n }
    expect(compare([FOLDER], [entry('folder', stat)])).toEqual([FOLDER])
  })

  it.each<[string, LocalFacts[], ListedEntry[]]>([
    ['is more', [FILE], [entry('file', STAT), entry('new', { ...STAT, inode: '9' })]],
    ['is less', [FILE, FOLDER], [entry('file', STAT)]],
    ['has another name', [FILE], [entry('File', STAT)]],
    ['is another inode', [FILE], [entry('file', { ...STAT, inode: '9' })]],
    ['is another kind', [FILE], [entry('file', { ...STAT, kind: 'folder' })]],
    ['was written', [FILE], [entry('file', { ...STAT, mtimeNs: 9n })]],
    ['was changed with its time put back (E24)', [FILE], [entry('file', { ...STAT, ctimeNs: 9n })]],
    ['became executable (E35)', [FILE], [entry('file', { ...STAT, executable: true })]],
    [
      'is a folder made anew (E28)',
      [FOLDER],
      [entry('folder', { ...FOLDER_STAT, birthtimeNs: 9n })],
    ],
    ['is on another disk (E16)', [FILE], [entry('file', { ...STAT, device: '9' })]],
    ['cannot be examined (E34)', [FILE], [entry('file', undefined)]],
    ['is no UTF-8 (E47)', [FILE], [{ ...entry('file', STAT), name: undefined }]],
    ['was missing', [{ ...FILE, missingSinceMs: 5 }], [entry('file', STAT)]],
    [
      'was missing, and another has its name',
      [FILE, { ...FILE, missingSinceMs: 5 }],
      [entry('file', STAT), entry('b', STAT)],
    ],
  ])('leaves it to the full comparison when something %s', (_, known, entries) => {
    expect(compare(known, entries)).toBeUndefined()
  })

  it('leaves it to the full comparison when an item was found elsewhere in this pass', () => {
    expect(compare([FILE], [entry('file', STAT)], [FILE.nodeId])).toBeUndefined()
  })

  it('leaves folders that are ignored by now to the full comparison (E51)', () => {
    expect(compare([FOLDER], [entry('folder', FOLDER_STAT)], [], 'folder/')).toBeUndefined()
  })
})
