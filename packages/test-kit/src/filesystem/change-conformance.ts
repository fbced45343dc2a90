import assert from 'node:assert/strict'
import { parseRelPath } from '@tidemark/protocol'
import type { FileStat, FileSystem } from '@tidemark/sync-engine'
import type { ConformanceCase } from '../conformance-case.js'
import { type Check, names, statOf } from './conformance-folder.js'

/** How folders are made, items moved and given other times. */
export function changeCases(check: Check): ConformanceCase[] {
  return [
    check('flushes new folders, wherever they are by then, and nothing twice', async (fs, user) => {
      for (const path of ['a', 'a/b', 'kept', 'kept/moved', 'gone']) {
        assert.equal(typeof (await fs.makeFolder(parseRelPath(path))), 'object')
      }
      await moved(fs, 'a', 'c')
      user.rename('kept/moved', 'd')
      user.remove('gone')
      await fs.flush()
      await fs.flush()
      assert.deepEqual(await names(fs, ''), ['c', 'd', 'kept'])
      assert.deepEqual(await names(fs, 'c'), ['b'])
    }),
    check('flushes all that is there, changed or not', async (fs, user) => {
      user.write('d/f', 'text')
      await fs.makeFolder(parseRelPath('new'))
      await fs.flushAll()
      await fs.flushAll()
      assert.deepEqual(await names(fs, ''), ['d', 'new'])
      assert.equal(user.read('d/f'), 'text')
    }),
    check('flushes what others did at paths, whatever is there by then', async (fs, user) => {
      user.write('d/f', 'text')
      user.mkdir('d/e')
      user.symlink('link', 'd/f')
      user.pipe('pipe')
      user.write('gone/f', '')
      user.remove('gone')
      const few = ['d/f', 'd', 'd/e', 'link', 'pipe', 'gone/f', 'd/f/no-folder', 'link/f']
      const many = Array.from({ length: 40 }, (_, index) => `d/${index}`)
      for (const path of many) user.write(path, path)
      for (const paths of [[], few, [...few, ...many]]) {
        const { failed, absent } = await fs.flushPaths(paths.map(parseRelPath))
        assert.equal(failed.size, 0)
        if (paths === few) assert.deepEqual([...absent], ['gone/f', 'd/f/no-folder', 'link/f'])
      }
      assert.equal(user.read('d/f'), 'text')
    }),
    check('makes a folder once and only in a real folder', async (fs, user) => {
      user.mkdir('real')
      user.symlink('link', 'real')
      const made = await fs.makeFolder(parseRelPath('real/new'))
      assert.deepEqual(made, await statOf(fs, 'real/new'))
      assert.equal(await fs.makeFolder(parseRelPath('real/new')), 'exists')
      assert.equal(await fs.makeFolder(parseRelPath('none/new')), 'parent_missing')
      assert.equal(await fs.makeFolder(parseRelPath('link/new2')), 'parent_missing')
    }),
    check('moves files and folders and keeps their inode', async (fs, user) => {
      user.write('a/f', 'text')
      user.mkdir('b')
      const before = await statOf(fs, 'a/f')
      assert.equal((await moved(fs, 'a/f', 'b/g')).inode, before.inode)
      await moved(fs, 'b', 'a/c')
      assert.equal(user.read('a/c/g'), 'text')
      assert.deepEqual(await names(fs, 'a'), ['c'])
    }),
    check('a move never replaces anything (PS114)', async (fs, user) => {
      user.write('a', 'a')
      user.write('b', 'b')
      user.mkdir('d')
      user.mkdir('e')
      assert.equal(await move(fs, 'a', 'b'), 'exists')
      assert.equal(await move(fs, 'd', 'e'), 'exists')
      assert.equal(await move(fs, 'none', 'x', await statOf(fs, 'a')), 'absent')
      assert.equal(await move(fs, 'a', 'none/x'), 'parent_missing')
      assert.equal(await move(fs, 'd', 'd/x'), 'parent_missing')
      assert.deepEqual([user.read('a'), user.read('b')], ['a', 'b'])
    }),
    check('a move takes no other item than the expected one', async (fs, user) => {
      user.mkdir('a')
      const folder = await statOf(fs, 'a')
      user.remove('a')
      user.write('a', 'of a person')
      assert.equal(await move(fs, 'a', 'b', folder), 'changed')
      assert.deepEqual(await names(fs, ''), ['a'])
      const file = await statOf(fs, 'a')
      user.write('a', 'edited')
      assert.equal(typeof (await move(fs, 'a', 'b', file)), 'object')
      assert.equal(user.read('b'), 'edited')
    }),
    check('a case-only rename works (E40)', async (fs, user) => {
      user.write('Foo', '1')
      await moved(fs, 'Foo', 'foo')
      assert.deepEqual(await names(fs, ''), ['foo'])
    }),
    check('a changed file is not given other times', async (fs, user) => {
      user.write('f', 'one')
      const before = await statOf(fs, 'f')
      const path = parseRelPath('f')
      const set = await fs.setMetadata(path, before, { mtimeNs: 6_000_000_000n, executable: true })
      assert.notEqual(set, 'changed')
      assert.deepEqual(set, await statOf(fs, 'f'))
      assert.equal((await statOf(fs, 'f')).mtimeNs, 6_000_000_000n)
      assert.equal((await statOf(fs, 'f')).executable, true)
      const again = await fs.setMetadata(path, before, { mtimeNs: 1n, executable: false })
      assert.equal(again, 'changed')
    }),
  ]
}

async function move(fs: FileSystem, from: string, to: string, expected?: FileStat) {
  return fs.move(parseRelPath(from), parseRelPath(to), expected ?? (await statOf(fs, from)))
}

async function moved(fs: FileSystem, from: string, to: string): Promise<FileStat> {
  const result = await move(fs, from, to)
  assert.ok(typeof result === 'object', String(result))
  return result
}
