import type { NodeId } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import type { NodeRow } from '../metadata/rows.js'
import { file, folder, id, ROOT } from './_rows.js'
import { planFolderDelete } from './plan-folder-delete.js'

const row = (kind: typeof file, number: number, parent: number, changedSeq: number): NodeRow =>
  kind({ nodeId: id(number), parentId: id<NodeId>(parent), name: `${number}`, changedSeq })
const top = folder({ nodeId: id(10), parentId: ROOT, name: '10', changedSeq: 1 })
const names = (rows: readonly NodeRow[]) => rows.map(({ name }) => name)

/** top/11/12, top/13, top/14/15 */
const below = (late: Partial<Record<11 | 12 | 13 | 14 | 15, number>> = {}) => [
  row(folder, 11, 10, late[11] ?? 2),
  row(file, 13, 10, late[13] ?? 2),
  row(folder, 14, 10, late[14] ?? 2),
  row(file, 12, 11, late[12] ?? 2),
  row(file, 15, 14, late[15] ?? 2),
]

describe('planning the deletion of a folder', () => {
  it('takes everything in one when nothing changed', () => {
    const plan = planFolderDelete(top, below(), 5)
    expect(plan.removals.map(({ top: { name } }) => name)).toEqual(['10'])
    expect(names(plan.removals[0]?.all ?? [])).toEqual(['10', '11', '13', '14', '12', '15'])
    expect(plan).toMatchObject({ restated: [], fileCount: 3 })
  })

  it('leaves a late file and the folders above it, and takes the rest piece by piece (E08)', () => {
    const plan = planFolderDelete(top, below({ 12: 6 }), 5)
    expect(plan.removals.map(({ all }) => names(all))).toEqual([['13'], ['14', '15']])
    expect(names(plan.restated)).toEqual(['10', '11'])
    expect(plan.fileCount).toBe(2)
  })

  it('leaves a late folder with all that is in it', () => {
    const plan = planFolderDelete(top, below({ 14: 6 }), 5)
    expect(plan.removals.map(({ all }) => names(all))).toEqual([['11', '12'], ['13']])
    expect(names(plan.restated)).toEqual(['10', '15'])
  })

  it('takes what changed exactly at the position that the deleter saw', () => {
    const plan = planFolderDelete(top, below({ 12: 5 }), 5)
    expect(plan.restated).toEqual([])
  })

  it('takes an empty folder', () => {
    const plan = planFolderDelete(top, [], 5)
    expect(plan).toMatchObject({ removals: [{ all: [top] }], fileCount: 0 })
  })
})
