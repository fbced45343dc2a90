import assert from 'node:assert/strict'
import { parseRelPath } from '@tidemark/protocol'
import type { FileStat, FileSystem, PlaceRequest } from '@tidemark/sync-engine'
import type { ConformanceCase } from '../conformance-case.js'
import { changeCases } from './change-conformance.js'
import { type Check, type FolderUser, names, statOf } from './conformance-folder.js'

/** A file system under test and its user. */
export interface FileSystemUnderTest extends Disposable {
  readonly fs: FileSystem
  readonly user: FolderUser
}

/**
 * What every FileSystem must do.
 * @param open gives a new, empty folder for each case.
 */
export function fileSystemConformance(open: () => FileSystemUnderTest): readonly ConformanceCase[] {
  const check: Check = (title, body) => ({
    title,
    async run() {
      using world = open()
      await body(world.fs, world.user)
    },
  })
  return [
    ...rootCases(check),
    ...readCases(check),
    ...changeCases(check),
    ...trashCases(check),
    ...stageCases(check),
    ...placeCases(check),
  ]
}

function rootCases(check: Check): ConformanceCase[] {
  return [
    check('a fresh folder is unmarked, a marked one says who it is (P7)', async (fs, user) => {
      assert.deepEqual(await fs.probeRoot(), { state: 'unmarked', isEmpty: true })
      user.write('a', '')
      assert.deepEqual(await fs.probeRoot(), { state: 'unmarked', isEmpty: false })
      const identity = await fs.markRoot('ab'.repeat(16))
      assert.equal(identity.markerId, 'ab'.repeat(16))
      assert.deepEqual(await fs.probeRoot(), { state: 'present', identity })
      assert.deepEqual(await names(fs, ''), ['a'])
      user.remove('.tidemark')
      assert.equal((await fs.probeRoot()).state, 'unmarked')
    }),
  ]
}

function readCases(check: Check): ConformanceCase[] {
  return [
    check('lists entries with the facts that stat tells, links not followed', async (fs, user) => {
      user.write('d/f', 'text')
      user.mkdir('d/empty')
      user.symlink('d/link', 'f')
      user.pipe('d/pipe')
      const entries = (await fs.list(parseRelPath('d'))) ?? []
      const kinds = Object.fromEntries(entries.map(({ name, stat }) => [name, stat?.kind]))
      assert.deepEqual(kinds, { f: 'file', empty: 'folder', link: 'link', pipe: 'special' })
      for (const { name, stat } of entries) {
        assert.deepEqual(await fs.stat(parseRelPath(`d/${name}`)), stat)
      }
      assert.equal((await statOf(fs, 'd/f')).sizeBytes, 4)
    }),
    check('what is no folder has no listing, what is not there no facts', async (fs, user) => {
      user.write('f', '')
      user.mkdir('real/sub')
      user.symlink('link', 'real')
      for (const path of ['f', 'none', 'link', 'link/sub', 'f/x']) {
        assert.equal(await fs.list(parseRelPath(path)), undefined)
      }
      for (const path of ['none', 'f/x', 'link/sub']) {
        assert.equal(await fs.stat(parseRelPath(path)), undefined)
      }
      assert.equal((await fs.stat(parseRelPath('')))?.kind, 'folder')
    }),
    check('every edit changes the facts, also of the same size', async (fs, user) => {
      user.write('f', 'one')
      const before = await statOf(fs, 'f')
      user.write('f', 'two')
      const after = await statOf(fs, 'f')
      assert.equal(after.inode, before.inode)
      assert.notEqual(after.mtimeNs, before.mtimeNs)
    }),
    check('reads at any offset up to the end and no pipe, link or folder', async (fs, user) => {
      user.write('f', '0123456789')
      user.mkdir('d')
      user.symlink('link', 'f')
      user.pipe('pipe')
      {
        await using reader = await fs.openRead(parseRelPath('f'))
        assert.ok(reader)
        const buffer = new Uint8Array(4)
        assert.equal(await reader.read(buffer, 8), 2)
        assert.equal(new TextDecoder().decode(buffer.subarray(0, 2)), '89')
        assert.equal(await reader.read(buffer, 10), 0)
        assert.deepEqual(await reader.stat(), await statOf(fs, 'f'))
      }
      for (const path of ['d', 'link', 'pipe', 'none']) {
        assert.equal(await fs.openRead(parseRelPath(path)), undefined)
      }
    }),
  ]
}

function trashCases(check: Check): ConformanceCase[] {
  return [
    check(
      'a file goes to the trash with its bytes, as often as it comes (P9)',
      async (fs, user) => {
        for (const text of ['one', 'two', 'three']) {
          user.write('d/f', text)
          const path = parseRelPath('d/f')
          assert.equal(await fs.moveToTrash(path, await statOf(fs, 'd/f')), 'moved')
          assert.equal(await fs.stat(path), undefined)
        }
        assert.deepEqual(Object.values(user.trash()).sort(), ['one', 'three', 'two'])
      },
    ),
    check('what was released rests in the trash, too, until it may go', async (fs, user) => {
      user.write('d/f', 'kept on the server')
      const path = parseRelPath('d/f')
      assert.equal(await fs.moveToTrash(path, await statOf(fs, 'd/f'), 'released'), 'moved')
      assert.equal(await fs.stat(path), undefined)
      assert.deepEqual(Object.values(user.trash()), ['kept on the server'])
    }),
    check('a changed file stays, an absent one is no failure', async (fs, user) => {
      user.write('f', 'old')
      const before = await statOf(fs, 'f')
      user.write('f', 'new')
      assert.equal(await fs.moveToTrash(parseRelPath('f'), before), 'changed')
      assert.equal(user.read('f'), 'new')
      user.remove('f')
      assert.equal(await fs.moveToTrash(parseRelPath('f'), before), 'absent')
    }),
    check(
      'a folder goes only when nothing but our leftovers is in it (PS180)',
      async (fs, user) => {
        user.write('d/keep', 'x')
        const folder = await statOf(fs, 'd')
        const path = parseRelPath('d')
        assert.equal(await fs.moveToTrash(path, folder), 'not_empty')
        assert.equal(user.read('d/keep'), 'x')
        user.remove('d/keep')
        await using staged = await stage(fs, 'd/f', 'k1')
        assert.equal(staged.key, 'k1')
        assert.equal(await fs.moveToTrash(path, folder), 'moved')
        assert.equal(await fs.stat(path), undefined)
      },
    ),
  ]
}

function stageCases(check: Check): ConformanceCase[] {
  return [
    check('a staged file is unseen and found again by its key (P11)', async (fs, user) => {
      user.mkdir('d')
      {
        await using staged = await stage(fs, 'd/f', 'k1')
        await staged.write(bytes('world'), 6)
        await staged.write(bytes('hello '), 0)
      }
      assert.deepEqual(await names(fs, 'd'), [])
      await using again = await stage(fs, 'd/f', 'k1')
      assert.equal((await again.stat()).sizeBytes, 11)
      assert.equal(again.sizeBytes, 11)
      const buffer = new Uint8Array(11)
      assert.equal(await again.read(buffer, 0), 11)
      assert.equal(new TextDecoder().decode(buffer), 'hello world')
      await fs.discard(again)
      await using fresh = await stage(fs, 'd/f', 'k1')
      assert.equal(fresh.sizeBytes, 0)
      assert.equal(await fs.stage(parseRelPath('none/f'), 'k'), 'parent_missing')
    }),
    check('young temporary files are not swept (I12)', async (fs) => {
      await using staged = await stage(fs, 'f', 'k1')
      assert.equal(await fs.sweepStaged(new Set()), 0)
      assert.equal(staged.sizeBytes, 0)
    }),
  ]
}

function placeCases(check: Check): ConformanceCase[] {
  return [
    check('places new files and tells the facts they have then', async (fs, user) => {
      user.mkdir('d')
      const requests = [
        await placing(fs, 'a', 'first', undefined),
        { ...(await placing(fs, 'd/b', '', undefined)), executable: true },
      ]
      const staged = await Promise.all(requests.map((request) => request.staged.stat()))
      const outcomes = await fs.place(requests)
      assert.deepEqual([user.read('a'), user.read('d/b')], ['first', ''])
      for (const [index, path] of ['a', 'd/b'].entries()) {
        const stat = await statOf(fs, path)
        assert.deepEqual(outcomes[index], { result: 'placed', stat })
        // By these an item is told that the process placed and did not live to write down.
        assert.equal(stat.inode, staged[index]?.inode)
        assert.equal(stat.birthtimeNs, staged[index]?.birthtimeNs)
      }
      assert.equal((await statOf(fs, 'a')).mtimeNs, 1_700_000_000_000_000_000n)
      assert.equal((await statOf(fs, 'd/b')).executable, true)
    }),
    check('replaces a file that is as expected and keeps the old bytes (E31)', async (fs, user) => {
      user.write('f', 'old')
      const [outcome] = await fs.place([await placing(fs, 'f', 'new', await statOf(fs, 'f'))])
      assert.equal(outcome?.result, 'placed')
      assert.equal(user.read('f'), 'new')
      assert.deepEqual(Object.values(user.trash()), ['old'])
    }),
    check('never touches a target that is not as expected (PS063)', async (fs, user) => {
      user.write('edited', 'old')
      user.mkdir('folder')
      user.symlink('link', 'edited')
      user.write('gone', 'x')
      const expected = await statOf(fs, 'edited')
      const gone = await statOf(fs, 'gone')
      user.write('edited', 'mine')
      user.remove('gone')
      const outcomes = await fs.place([
        await placing(fs, 'edited', 'theirs', expected),
        await placing(fs, 'folder', 'theirs', undefined),
        await placing(fs, 'link', 'theirs', undefined),
        await placing(fs, 'gone', 'theirs', gone),
        await placing(fs, 'fine', 'theirs', undefined),
      ])
      const results = outcomes.map(({ result }) => result)
      const refused = 'target_changed'
      assert.deepEqual(results, [refused, refused, refused, refused, 'placed'])
      assert.equal(user.read('edited'), 'mine')
      await using kept = await stage(fs, 'edited', 'key-edited')
      assert.equal(kept.sizeBytes, 'theirs'.length)
    }),
    check('places no file of the wrong length or in a folder that is gone', async (fs, user) => {
      user.mkdir('d')
      const short = { ...(await placing(fs, 'f', 'abc', undefined)), sizeBytes: 4 }
      const lost = await placing(fs, 'd/f', 'abc', undefined)
      user.remove('d')
      const outcomes = await fs.place([short, lost])
      assert.deepEqual(
        outcomes.map(({ result }) => result),
        ['failed', 'failed'],
      )
      assert.deepEqual(await names(fs, ''), [])
    }),
  ]
}

async function stage(fs: FileSystem, path: string, key: string) {
  const staged = await fs.stage(parseRelPath(path), key)
  assert.ok(staged !== 'parent_missing')
  return staged
}

async function placing(
  fs: FileSystem,
  path: string,
  text: string,
  expected: FileStat | undefined,
): Promise<PlaceRequest> {
  const staged = await stage(fs, path, `key-${path.replaceAll('/', '-')}`)
  await staged.write(bytes(text), 0)
  return {
    staged,
    path: parseRelPath(path),
    expected,
    sizeBytes: text.length,
    mtimeNs: 1_700_000_000_000_000_000n,
    executable: false,
  }
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
