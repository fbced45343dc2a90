import type { NameProblem, RelPath } from '@tidemark/protocol'
import { type AttachPreview, previewAttach } from '@tidemark/sync-engine'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { trashContents } from '../filesystem/disk-contents.js'
import type { MemoryFileSystem } from '../filesystem/memory-file-system.js'
import { MemoryRemote } from '../remote/memory-remote.js'
import { nodeHashing } from '../remote/node-hashing.js'
import { makePair, type Pair } from './_pair.js'
import type { SyncDevice } from './sync-device.js'

/** Files by path; a path that ends in `/` is a folder. What does not fit a former entry is left out. */
type Tree = Readonly<Record<string, string>>

const never = {
  aborted: false,
  reason: undefined,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
}

function fill({ disk }: SyncDevice, tree: Tree): void {
  for (const [path, text] of Object.entries(tree)) {
    const parts = path.split('/')
    const above = parts.slice(0, -1).map((_, depth) => parts.slice(0, depth + 1).join('/'))
    if (above.some((folder) => disk.find(folder)?.inode.kind === 'file')) continue
    if (path.endsWith('/')) disk.mkdir(path.slice(0, -1))
    else if (disk.find(path) === undefined) disk.write(path, text)
  }
}

/** `there` is on the server, `here` on the disk of a device that has never synced. */
async function meeting(there: Tree, here: Tree): Promise<Pair> {
  const pair = await makePair()
  fill(pair.a, there)
  await pair.a.sync()
  fill(pair.b, here)
  return pair
}

const PROBLEM: NameProblem = { code: 'name_windows_character', message: 'The name has a colon.' }

/** Looks with pages of three nodes, so that folders and what is in them arrive apart. */
async function preview(
  { b, server, space }: Pair,
  odd: Pick<Partial<MemoryFileSystem>, 'problemAt'> = {},
  signal: Parameters<typeof previewAttach>[1] = never,
): Promise<AttachPreview> {
  const remote = new MemoryRemote(server, space, 'Preview', 3)
  const { problemAt = (path: RelPath) => b.fs.problemAt(path) } = odd
  const fs = {
    problemAt,
    list: (path: RelPath) => b.fs.list(path),
    stat: (path: RelPath) => b.fs.stat(path),
    openRead: (path: RelPath) => b.fs.openRead(path),
  }
  return await previewAttach({ fs, remote, hasher: nodeHashing }, signal)
}

/** Files and their bytes. */
function totals(contents: Record<string, string>) {
  const files = Object.entries(contents).filter(([path]) => !path.endsWith('/'))
  const bytes = files.map(([, text]) => new TextEncoder().encode(text).length)
  return { files: files.length, bytes: bytes.reduce((sum, one) => sum + one, 0) }
}

type Totals = ReturnType<typeof totals>
const minus = (a: Totals, b: Totals) => ({ files: a.files - b.files, bytes: a.bytes - b.bytes })

/** What the first sync of Beta then does, in the words of a preview. */
async function firstSync({ a, b }: Pair) {
  const [onServer, onDisk] = [totals(a.contents()), totals(b.contents())]
  await b.sync()
  const contents = b.contents()
  const count = (type: string) => b.events.filter((event) => event.type === type).length
  // A folder steps aside for a file without a record of a conflict.
  const asides = Object.keys(contents).filter((path) => /\(conflicted copy[^/]*\/$/.test(path))
  return {
    toUpload: minus(totals(contents), onServer),
    toDownload: minus(totals(contents), onDisk),
    conflicts: count('conflict') + asides.length,
    deletes: count('deleted_here') + count('deleted_there'),
  }
}

const names = fc.constantFrom('a', 'b', 'c', 'é', 'e\u0301')
const paths = fc
  .tuple(fc.array(names, { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([parts, isFolder]) => `${parts.join('/')}${isFolder ? '/' : ''}`)
const texts = fc.constantFrom('', '1', '2', 'three', 'seven')
const trees = fc.array(fc.tuple(paths, texts), { maxLength: 12 }).map(Object.fromEntries<string>)

describe('the preview of a first sync', () => {
  it('tells what the first sync then does, of any two trees, and nothing is deleted', async () => {
    await fc.assert(
      fc.asyncProperty(trees, trees, async (there, here) => {
        const pair = await meeting(there, here)
        const told = await preview(pair)
        const done = await firstSync(pair)
        expect({
          toUpload: told.toUpload,
          toDownload: told.toDownload,
          conflicts: told.conflicts.files,
          deletes: 0,
        }).toEqual(done)
        expect(trashContents(pair.b.disk)).toEqual({})
      }),
      { numRuns: 60 },
    )
  })

  it('counts what rules and names keep apart, names examples and writes nothing', async () => {
    const there = { 'a/1': 'x', 'a/2': 'same', 'b.txt': 'theirs', 'logs/far': 'long', 'odd:': 'n' }
    const here = { 'a/2': 'same', 'b.txt': 'ours!!', 'logs/near': '1', '.tidemarkignore': 'logs/' }
    const pair = await meeting(there, here)
    pair.b.disk.symlink('away', '/elsewhere')
    const before = pair.b.contents()
    const told = await preview(pair, {
      problemAt: (path) => (path === 'odd:' ? PROBLEM : undefined),
    })
    expect(told).toEqual({
      toUpload: { files: 2, bytes: 'ours!!'.length + 'logs/'.length },
      toDownload: { files: 2, bytes: 'x'.length + 'theirs'.length },
      conflicts: { files: 1, examplePaths: ['b.txt'] },
      same: { files: 1 },
      ignored: { items: 1 },
      held: { items: 2, examplePaths: ['away', 'odd:'] },
    })
    expect(pair.b.contents()).toEqual(before)
    expect(pair.b.disk.find('.tidemark')).toBeUndefined()
  })

  it('compares equal sizes by their bytes and reads nothing else', async () => {
    const pair = await meeting(
      { same: '1234', differs: '1234', longer: '1234' },
      { same: '1234', differs: '4321', longer: '12345' },
    )
    const read: string[] = []
    pair.b.fs.beforeCall = ({ step, path }) => step === 'openRead' && read.push(path)
    const told = await preview(pair)
    expect(told).toMatchObject({ same: { files: 1 }, conflicts: { files: 2 } })
    expect(read.sort()).toEqual(['.tidemarkignore', 'differs', 'same'])
  })

  it('of a new space, or of a folder that is not there, is one side alone', async () => {
    const pair = await meeting({ 'd/a': '12' }, { b: '3' })
    const { fs } = pair.b
    const alone = await previewAttach({ fs, remote: undefined, hasher: nodeHashing }, never)
    expect(alone).toMatchObject({ toUpload: { files: 1, bytes: 1 }, toDownload: { files: 0 } })
    pair.b.disk.detach()
    const empty = await preview(pair)
    expect(empty).toMatchObject({ toUpload: { files: 0 }, toDownload: { files: 1, bytes: 2 } })
  })

  it('ends when it is cancelled', async () => {
    const pair = await meeting({ a: '1', b: '2' }, { a: '1' })
    const controller = new AbortController()
    pair.b.fs.beforeCall = ({ step }) => step === 'read' && controller.abort(new Error('enough'))
    await expect(preview(pair, {}, controller.signal)).rejects.toThrow('enough')
  })

  it('goes on where one folder cannot be read (E34)', async () => {
    const pair = await meeting({ 'd/a': '1', b: '2' }, { 'd/c': '1', b: '2' })
    pair.b.disk.setReadable('d', false)
    const told = await preview(pair)
    expect(told).toMatchObject({ held: { items: 1, examplePaths: ['d'] }, same: { files: 1 } })
    expect(told).toMatchObject({ toUpload: { files: 0 }, toDownload: { files: 0 } })
  })
})
