import {
  type AccountId,
  AppError,
  type ConflictId,
  type ConflictRecord,
  type NodeId,
  parseId,
  type RevisionId,
} from '@tidemark/protocol'
import { expect, test } from 'vitest'
import { ConflictLookup } from './conflict-details.js'
import { describeConflicts } from './conflict-sides.js'
import type { NodeFacts } from './worker-messages.js'

const node = (digits: string) => parseId<NodeId>(digits.repeat(16))
const revision = (digits: string) => parseId<RevisionId>(digits.repeat(16))
const CONFLICT_ID = parseId<ConflictId>('c0'.repeat(16))

const RECORD: ConflictRecord = {
  conflictId: CONFLICT_ID,
  ...{ nodeId: node('a1'), copyNodeId: node('a2') },
  ...{ baseRev: revision('b0'), winnerRev: revision('b1'), copyRev: revision('b2') },
  accountId: parseId<AccountId>('ac'.repeat(16)),
  ...{ deviceId: null, deviceName: 'desktop', atMs: 7, resolution: null },
}
const ORIGINAL: NodeFacts = {
  ...{ nodeId: node('a1'), revisionId: revision('b1'), kind: 'file' },
  ...{ sizeBytes: 5, modifiedAtMs: 1 },
}
const COPY: NodeFacts = {
  ...ORIGINAL,
  nodeId: node('a2'),
  revisionId: revision('b2'),
  sizeBytes: 9,
}

/** A folder whose engine knows these nodes; undefined = it does not run. */
function runnerWith(known: readonly NodeFacts[] | undefined) {
  const call = async (_: string, nodeIds: readonly NodeId[]) => {
    if (known === undefined) throw new AppError('folder_missing')
    return nodeIds.map((id) => known.find(({ nodeId }) => nodeId === id))
  }
  // Only what the lookup asks for.
  return { folder: { folderId: 'f', path: '/f', spaceId: 's' }, call } as never
}

const LISTED = { record: RECORD, path: 'a.txt', copyPath: 'a (copy).txt' }

test('a conflict comes with what this device knows of both sides', async () => {
  const [conflict] = await describeConflicts(runnerWith([ORIGINAL, COPY]), [LISTED])
  expect(conflict).toMatchObject({
    ...{ conflictId: CONFLICT_ID, path: 'a.txt', copyPath: 'a (copy).txt' },
    original: { sizeBytes: 5, deviceName: null },
    copy: { sizeBytes: 9, deviceName: 'desktop' },
  })
})

test('a copy that was edited since is no longer the later writer’s', async () => {
  const edited = { ...COPY, revisionId: revision('b3') }
  const [conflict] = await describeConflicts(runnerWith([ORIGINAL, edited]), [LISTED])
  expect(conflict?.copy).toMatchObject({ revisionId: edited.revisionId, deviceName: null })
})

test('a deleted side has no facts, and a folder that does not run lists its conflicts bare', async () => {
  const gone = { record: RECORD, copyPath: 'a (copy).txt' }
  const [half] = await describeConflicts(runnerWith([ORIGINAL, COPY]), [gone])
  expect(half).toMatchObject({ path: null, copy: { sizeBytes: 9 } })
  expect(half).not.toHaveProperty('original')
  const [bare] = await describeConflicts(runnerWith(undefined), [LISTED])
  expect(bare).not.toHaveProperty('copy')
  expect(bare).toMatchObject({ path: 'a.txt' })
})

test('details name the device of each version and what both had in common', async () => {
  const version = (digits: string, deviceName: string) => ({
    revisionId: revision(digits),
    ...{ atMs: 3, deviceName, sizeBytes: 4, current: false, deviceId: null },
  })
  const answers: Record<string, unknown> = {
    [node('a1')]: { revisions: [version('b1', 'laptop'), version('b0', 'phone')] },
    [node('a2')]: { revisions: [version('b2', 'desktop')] },
  }
  const call = async (name: string, input: { params: { nodeId: string } }) =>
    name === 'listConflicts' ? { conflicts: [LISTED] } : answers[input.params.nodeId]
  // Only what the lookup asks for.
  const accounts = { client: async () => ({ call }) } as never
  const folders = { select: () => [runnerWith([ORIGINAL, COPY])] } as never
  const lookup = new ConflictLookup(accounts, folders)
  const never = new AbortController().signal
  expect(await lookup.details(CONFLICT_ID, never)).toMatchObject({
    conflict: { original: { deviceName: 'laptop' }, copy: { deviceName: 'desktop' } },
    base: { nodeId: node('a1'), revisionId: revision('b0'), deviceName: 'phone' },
  })
  const other = parseId<ConflictId>('c1'.repeat(16))
  await expect(lookup.details(other, never)).rejects.toMatchObject({ code: 'conflict_missing' })
})
