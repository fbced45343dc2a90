import type { NodeId } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import { type FileStat, isSameStat, type LocalNode } from '../trees.js'
import { isSameItem, isSameRoot, matchMove } from './identity.js'

const FILE: FileStat = {
  kind: 'file',
  device: 'root',
  inode: '7',
  sizeBytes: 10,
  mtimeNs: 100n,
  ctimeNs: 200n,
  birthtimeNs: 50n,
  executable: false,
}
const FOLDER: FileStat = { ...FILE, kind: 'folder' }
const NO_BIRTH = { birthtimeNs: undefined }

function node(id: string, name: string, stat = FILE): LocalNode {
  return {
    nodeId: id as NodeId,
    parentId: 'p' as NodeId,
    name,
    kind: 'file',
    stat,
    content: undefined,
    missingSinceMs: null,
  }
}

describe('isSameItem', () => {
  it.each<[string, FileStat, Partial<FileStat>, boolean]>([
    ['an edited file with its birth time', FILE, { sizeBytes: 9, mtimeNs: 1n }, true],
    ['a reused inode (E28)', FILE, { birthtimeNs: 51n, sizeBytes: 9 }, false],
    ['a reused inode of the same size', FILE, { birthtimeNs: 51n, mtimeNs: 1n }, false],
    ['a copy back with its old time', FILE, { birthtimeNs: 51n }, true],
    ['another inode', FILE, { inode: '8' }, false],
    ['the same number on another device', FILE, { device: '9' }, false],
    ['another kind', FILE, { kind: 'folder' }, false],
    ['a file without birth times', { ...FILE, ...NO_BIRTH }, NO_BIRTH, true],
    [
      'an edited file without birth times',
      { ...FILE, ...NO_BIRTH },
      { mtimeNs: 1n, ...NO_BIRTH },
      false,
    ],
    ['a folder with other entries', FOLDER, { mtimeNs: 1n }, true],
    ['a reused inode of a folder', FOLDER, { birthtimeNs: 51n }, false],
    ['a folder without birth times', { ...FOLDER, ...NO_BIRTH }, NO_BIRTH, true],
  ])('judges %s', (_, known, changes, isSame) => {
    expect(isSameItem(known, { ...known, ...changes })).toBe(isSame)
  })
})

describe('isSameStat', () => {
  it.each<[string, Partial<FileStat>, boolean]>([
    ['what nobody touched', {}, true],
    ['a change of the change time alone (E24)', { ctimeNs: 201n }, false],
    ['a file made anew in one step of a coarse clock (E28)', { birthtimeNs: 51n }, false],
    ['an item whose birth is not told any more', NO_BIRTH, true],
  ])('judges %s', (_, changes, isSame) => {
    expect(isSameStat(FILE, { ...FILE, ...changes })).toBe(isSame)
  })
})

describe('matchMove', () => {
  const seen = { name: 'new', stat: FILE }
  it.each<[string, Parameters<typeof matchMove>[1], string | undefined]>([
    ['nobody when there is no candidate', [], undefined],
    ['the one whose place is free', [{ node: node('a', 'x'), isFree: true }], 'a'],
    ['nobody who is still in place (E14)', [{ node: node('a', 'x'), isFree: false }], undefined],
    [
      'nobody by the inode alone (E28)',
      [{ node: node('a', 'new', { ...FILE, birthtimeNs: 1n, sizeBytes: 1 }), isFree: true }],
      undefined,
    ],
    [
      'the free one of two hard links',
      [
        { node: node('a', 'x'), isFree: false },
        { node: node('b', 'y'), isFree: true },
      ],
      'b',
    ],
    [
      'the one of the same name first',
      [
        { node: node('a', 'x'), isFree: true },
        { node: node('b', 'new'), isFree: true },
      ],
      'b',
    ],
    [
      'the smallest id otherwise, in whatever order',
      [
        { node: node('b', 'y'), isFree: true },
        { node: node('a', 'x'), isFree: true },
      ],
      'a',
    ],
  ])('takes %s', (_, candidates, expected) => {
    expect(matchMove(seen, candidates)?.nodeId).toBe(expected)
  })
})

describe('isSameRoot', () => {
  const linked = { markerId: 'm', inode: '2', fileSystemId: 'uuid' }
  it.each([
    ['the same folder', {}, true],
    ['another marker', { markerId: 'n' }, false],
    ['a copy on the same disk (E83)', { inode: '3' }, false],
    ['a clone of the disk', { fileSystemId: 'other' }, false],
    ['a disk whose identity cannot be told now', { fileSystemId: '' }, true],
  ])('judges %s', (_, changes, isSame) => {
    expect(isSameRoot(linked, { ...linked, ...changes })).toBe(isSame)
    expect(isSameRoot({ ...linked, ...changes }, linked)).toBe(isSame)
  })
})
