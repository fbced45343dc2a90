import type { Operation } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import {
  CONTENT_REV,
  content,
  deleted,
  file,
  folder,
  id,
  OP,
  PLACE_REV,
  put,
  ROOT,
} from './_rows.js'
import { decide } from './decide.js'
import type { Situation } from './situation.js'

/** The decision in one line: what to do, and the detail that matters. */
function outcome(operation: Operation, situation: Partial<Situation>): string {
  const decision = decide(operation, { node: undefined, occupant: undefined, ...situation })
  if (decision.do === 'reject') return `reject ${decision.code}`
  if (decision.do === 'copy' || decision.do === 'refuse') return `${decision.do} ${decision.loss}`
  if ('isNameTaken' in decision && decision.isNameTaken) return `${decision.do} under other name`
  if (decision.do === 'revive' && decision.winner) return 'revive under other name'
  return decision.do
}

const other = file({ nodeId: id(7), contentRev: id(101) })
const same = content(2)
const stale = id<typeof CONTENT_REV>(999)
const fail = { onConflict: 'fail' } as const
const earlier = { record: { baseRev: null } as never, copy: other } // only handed through

describe('the conflict policy for put (PS066)', () => {
  it.each<[string, Operation, Partial<Situation>, string]>([
    ['new id, free name', put({}), {}, 'create'],
    ['new id, equal file there', put({}), { occupant: file({ content: same }) }, 'keep'],
    ['new id, other file there', put({}), { occupant: other }, 'copy name'],
    ['new id, other file there, fail', put(fail), { occupant: other }, 'refuse name'],
    ['new id, folder there', put({}), { occupant: folder() }, 'copy name'],
    ['new id, asked before', put({}), { occupant: other, earlierCopy: earlier }, 'copied'],
    ['unknown id with a base', put({ base: stale }), {}, 'reject node_missing'],
    ['id of a folder', put({}), { node: folder() }, 'reject node_exists'],
    ['folder with a base', put({ base: CONTENT_REV }), { node: folder() }, 'reject node_kind'],
    ['base as seen', put({ base: CONTENT_REV }), { node: file() }, 'update'],
    [
      'base as seen, nothing new',
      put({ base: CONTENT_REV, content: content(1) }),
      { node: file() },
      'keep',
    ],
    [
      'base as seen, mode changed',
      put({ base: CONTENT_REV, content: { ...content(1), executable: true } }),
      { node: file() },
      'update',
    ],
    ['other base, equal content', put({ base: stale }), { node: file({ content: same }) }, 'keep'],
    ['other base', put({ base: stale }), { node: file() }, 'copy content'],
    ['other base, fail', put({ base: stale, ...fail }), { node: file() }, 'refuse content'],
    [
      'other base, asked before',
      put({ base: stale }),
      { node: file(), earlierCopy: earlier },
      'copied',
    ],
    ['no base, id live', put({}), { node: file() }, 'copy content'],
    ['deleted', put({ base: CONTENT_REV }), { node: deleted(file()) }, 'revive'],
    ['deleted, other base', put({ base: stale }), { node: deleted(file()) }, 'revive'],
    [
      'deleted, name taken',
      put({ base: stale }),
      { node: deleted(file()), occupant: other },
      'revive under other name',
    ],
    [
      'deleted, equal file there',
      put({ base: stale }),
      { node: deleted(file()), occupant: file({ content: same }) },
      'keep',
    ],
    [
      'deleted, name taken, fail',
      put({ base: stale, ...fail }),
      { node: deleted(file()), occupant: other },
      'refuse name',
    ],
  ])('%s', (_, operation, situation, expected) => {
    expect(outcome(operation, situation)).toBe(expected)
  })

  it('takes time for no part of equal content (P3, P4)', () => {
    const node = file({ content: { ...same, mtimeNs: '77' } })
    expect(outcome(put({ base: stale }), { node })).toBe('keep')
  })
})

describe('the conflict policy for the tree', () => {
  const copy = { nodeId: id<typeof ROOT>(3), name: 'b' }
  const mkdir: Operation = { op: 'mkdir', opId: OP, nodeId: id(2), parentId: ROOT, name: 'a', copy }
  const move = (fields: object = {}): Operation => ({
    op: 'move',
    opId: OP,
    nodeId: id(2),
    base: PLACE_REV,
    parentId: ROOT,
    name: 'b',
    copyName: 'c',
    ...fields,
  })
  const remove = (contentRev = CONTENT_REV, placeRev = PLACE_REV): Operation => ({
    op: 'delete',
    opId: OP,
    nodeId: id(2),
    base: { contentRev, placeRev },
    plannedSeq: 9,
  })
  const restore = (revisionId?: typeof CONTENT_REV, base?: typeof CONTENT_REV): Operation => ({
    op: 'restore',
    opId: OP,
    nodeId: id(2),
    parentId: ROOT,
    name: 'a',
    copyName: 'c',
    ...(revisionId === undefined ? {} : { revisionId }),
    ...(base === undefined ? {} : { base }),
  })
  const revision = {
    revisionId: stale,
    nodeId: file().nodeId,
    content: content(3),
    seq: 1,
    atMs: 0,
    deviceId: null,
    deviceName: '',
  }
  const root = folder({ parentId: null })

  it.each<[string, Operation, Partial<Situation>, string]>([
    ['mkdir, free name', mkdir, {}, 'create'],
    ['mkdir, folder there', mkdir, { occupant: folder() }, 'keep'],
    ['mkdir, file there', mkdir, { occupant: file() }, 'copy name'],
    ['mkdir again', mkdir, { node: folder() }, 'keep'],
    ['mkdir with the id of a file', mkdir, { node: file() }, 'reject node_exists'],
    ['mkdir with a deleted id', mkdir, { node: deleted(folder()) }, 'reject node_exists'],
    ['move as seen', move(), { node: file() }, 'move'],
    ['move onto a name', move(), { node: file(), occupant: other }, 'move under other name'],
    ['move, moved meanwhile (E11)', move({ base: stale }), { node: file() }, 'refuse place'],
    ['move to where it is', move({ base: stale, name: 'a' }), { node: file() }, 'keep'],
    ['move of the deleted', move(), { node: deleted(file()) }, 'refuse deleted'],
    ['move of the root', move(), { node: root }, 'reject node_kind'],
    ['move of nothing', move(), {}, 'reject node_missing'],
    ['delete as seen', remove(), { node: file() }, 'delete'],
    ['delete, edited (E09)', remove(stale), { node: file() }, 'refuse content'],
    ['delete, renamed (E10)', remove(CONTENT_REV, stale), { node: file() }, 'refuse place'],
    ['delete twice', remove(stale, stale), { node: deleted(file()) }, 'keep'],
    ['delete of the root', remove(), { node: root }, 'reject node_kind'],
    ['delete of nothing', remove(), {}, 'reject node_missing'],
    ['restore', restore(), { node: deleted(file()) }, 'restore'],
    [
      'restore onto a name',
      restore(),
      { node: deleted(file()), occupant: other },
      'restore under other name',
    ],
    ['restore of what is live', restore(), { node: file() }, 'keep'],
    [
      'restore without versions',
      restore(),
      { node: deleted(file({ content: null })) },
      'reject revision_missing',
    ],
    ['restore of a version', restore(stale), { node: file(), revision }, 'rewind'],
    [
      'restore of a version over what was seen',
      restore(stale, CONTENT_REV),
      { node: file(), revision },
      'rewind',
    ],
    [
      'restore of a version over an unseen edit (E09)',
      restore(stale, PLACE_REV),
      { node: file(), revision },
      'refuse content',
    ],
    [
      'restore of a version of what was deleted meanwhile',
      restore(stale, PLACE_REV),
      { node: deleted(file()), revision },
      'restore',
    ],
    [
      'restore of the current version',
      restore(CONTENT_REV),
      { node: file(), revision: { ...revision, revisionId: CONTENT_REV } },
      'keep',
    ],
    ['restore of a lost version', restore(stale), { node: file() }, 'reject revision_missing'],
    [
      'restore of a stranger version',
      restore(stale),
      { node: file(), revision: { ...revision, nodeId: ROOT } },
      'reject revision_missing',
    ],
    ['restore of a version of a folder', restore(stale), { node: folder() }, 'reject node_kind'],
    ['restore of nothing', restore(), {}, 'reject node_missing'],
  ])('%s', (_, operation, situation, expected) => {
    expect(outcome(operation, situation)).toBe(expected)
  })
})
