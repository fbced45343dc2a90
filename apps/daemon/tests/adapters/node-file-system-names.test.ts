import { chmodSync, mkdirSync, readFileSync, renameSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { AppError, parseRelPath } from '@tidemark/protocol'
import { isSameRoot, type RootIdentity } from '@tidemark/sync-engine'
import { describe, expect, it } from 'vitest'
import { openOwnFolder } from '../../src/adapters/fs/folder-handle.js'
import { problemAt } from '../../src/adapters/fs/name-rules.js'
import { NodeFileSystem } from '../../src/adapters/fs/node-file-system.js'
import { diskUser } from './_disk-user.js'
import { makeTempFolder } from './_temp-folder.js'

const nowMs = () => 1_795_000_000_000

function openWorld(options: { platform?: 'windows' } = {}) {
  const folder = makeTempFolder()
  const root = join(folder.path, 'Root')
  mkdirSync(root)
  const fs = new NodeFileSystem({ rootPath: root, nowMs, ...options })
  return { fs, root, user: diskUser(root), [Symbol.dispose]: folder[Symbol.dispose] }
}

async function identityAt(rootPath: string): Promise<RootIdentity> {
  const probe = await new NodeFileSystem({ rootPath, nowMs }).probeRoot()
  if (probe.state !== 'present') throw new Error(probe.state)
  return probe.identity
}

describe('NodeFileSystem', () => {
  it('replaces a read-only file and keeps it read-only (PS179)', async () => {
    using world = openWorld()
    const { fs, root, user } = world
    user.write('d/f', 'old')
    chmodSync(join(root, 'd/f'), 0o444)
    const path = parseRelPath('d/f')
    const staged = await fs.stage(path, 'key')
    if (staged === 'parent_missing') throw new Error(staged)
    await staged.write(Buffer.from('new'), 0)
    const expected = await fs.stat(path)
    const request = { staged, path, expected, sizeBytes: 3, mtimeNs: 0n, executable: false }
    expect(await fs.place([request])).toMatchObject([{ result: 'placed' }])
    expect(readFileSync(join(root, 'd/f'), 'utf8')).toBe('new')
    expect(statSync(join(root, 'd/f')).mode & 0o777).toBe(0o444)
    expect(Object.values(user.trash())).toEqual(['old'])
  })

  it('is the same folder through a link and under a path in other letters (E53)', async () => {
    using world = openWorld()
    const { fs, root } = world
    const identity = await fs.markRoot('ab'.repeat(16))
    symlinkSync(root, `${root}-link`)
    expect(isSameRoot(identity, await identityAt(`${root}-link`))).toBe(true)
    expect(isSameRoot(identity, await identityAt(`${root}/../Root/.`))).toBe(true)
    renameSync(root, root.replace(/Root$/, 'ROOT'))
    expect(isSameRoot(identity, await identityAt(root.replace(/Root$/, 'ROOT')))).toBe(true)
  })

  it('changes nothing on a disk that is mounted inside the folder (E16)', () => {
    using world = openWorld()
    world.user.mkdir('mnt')
    const otherDevice = statSync(world.root, { bigint: true }).dev + 1n
    const open = () => openOwnFolder(world.root, otherDevice, parseRelPath('mnt'))
    expect(open).toThrow(expect.objectContaining({ code: 'mount_held' }))
    expect(open).toThrow(AppError)
  })

  it.each(['a:b', 'CON', 'dot.', 'PROGRA~1'])('tells that Windows cannot hold %j (E44)', (name) => {
    using world = openWorld({ platform: 'windows' })
    expect(world.fs.problemAt(parseRelPath(`d/${name}`))?.message).toMatch(/Windows/)
    expect(world.fs.problemAt(parseRelPath('d/fine.txt'))).toBeUndefined()
    using linux = openWorld()
    expect(linux.fs.problemAt(parseRelPath(`d/${name}`))).toBeUndefined()
  })
})

describe('problemAt', () => {
  it.each([
    ['linux', 4095, 'path_too_long'],
    ['macos', 1023, 'path_too_long'],
    ['windows', 32_762, 'path_too_long'],
  ] as const)('knows the longest path of %s, the root included (E46)', (platform, most, code) => {
    const root = '/home/me/Sync'
    const pathOf = (length: number) => {
      const rest = length - root.length - 1
      const path = `${'n'.repeat(200)}/`.repeat(Math.floor(rest / 201))
      return parseRelPath(
        path.slice(0, rest - 1) + 'x'.repeat(rest - path.slice(0, rest - 1).length),
      )
    }
    expect(problemAt(pathOf(most), root, platform)).toBeUndefined()
    expect(problemAt(pathOf(most + 1), root, platform)?.code).toBe(code)
  })
})
