import {
  appendFileSync,
  existsSync,
  fstatSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { AppError, parseRelPath, TEMP_NAME_PREFIX } from '@tidemark/protocol'
import type { FileStat, StagedFile } from '@tidemark/sync-engine'
import { fileSystemConformance } from '@tidemark/test-kit'
import { describe, expect, it } from 'vitest'
import { type Flusher, fileSystemFlusher } from '../../src/adapters/fs/flush.js'
import { openFolder } from '../../src/adapters/fs/folder-handle.js'
import { NodeFileSystem } from '../../src/adapters/fs/node-file-system.js'
import { diskUser } from './_disk-user.js'
import { makeTempFolder } from './_temp-folder.js'

/** The disk is a real one and stamps what is written now. */
const NOW_MS = Date.now()
const path = parseRelPath

function openWorld(options: { beforeRename?: (root: string) => void } = {}) {
  const folder = makeTempFolder()
  const root = join(folder.path, 'root')
  mkdirSync(root)
  const fs = new NodeFileSystem({
    rootPath: root,
    nowMs: () => NOW_MS,
    beforeRename: () => options.beforeRename?.(root),
  })
  return {
    fs,
    root,
    outside: folder.path,
    user: diskUser(root),
    [Symbol.dispose]: folder[Symbol.dispose],
  }
}

async function stageText(fs: NodeFileSystem, target: string, text: string): Promise<StagedFile> {
  const staged = await fs.stage(path(target), 'k')
  if (staged === 'parent_missing') throw new Error(staged)
  await staged.write(Buffer.from(text), 0)
  return staged
}

async function placeText(fs: NodeFileSystem, target: string, text: string, expected?: FileStat) {
  await using staged = await stageText(fs, target, text)
  const sizeBytes = text.length
  const request = {
    staged,
    path: path(target),
    expected,
    sizeBytes,
    mtimeNs: 0n,
    executable: false,
  }
  const [outcome] = await fs.place([request])
  return outcome
}

describe('NodeFileSystem', () => {
  it.each(fileSystemConformance(() => openWorld()))('$title', ({ run }) => run())

  it('lists a name that is no UTF-8 without touching it (E47)', async () => {
    using world = openWorld()
    writeFileSync(Buffer.concat([Buffer.from(`${world.root}/caf`), Buffer.from([0xe9])]), '')
    writeFileSync(join(world.root, 'real \ufffd name'), '')
    const entries = (await world.fs.list(path(''))) ?? []
    const names = new Map(entries.map(({ name, displayName }) => [displayName, name]))
    expect(names.size).toBe(2)
    expect(names.get('real \ufffd name')).toBe('real \ufffd name')
    expect(names.get('caf\ufffd')).toBeUndefined()
  })

  it('keeps what a program writes into the old file before the rename (E31)', async () => {
    using world = openWorld({
      beforeRename: (root) => appendFileSync(join(root, 'f'), ' and more'),
    })
    world.user.write('f', 'old')
    const expected = await world.fs.stat(path('f'))
    expect(await placeText(world.fs, 'f', 'theirs', expected)).toEqual({ result: 'target_changed' })
    expect(world.user.read('f')).toBe('old and more')
    await using staged = await stageText(world.fs, 'f', '')
    expect(staged.sizeBytes).toBe('theirs'.length)
  })

  it('never replaces a file that appears right before a new one is placed (PS063)', async () => {
    using world = openWorld({ beforeRename: (root) => writeFileSync(join(root, 'f'), 'mine') })
    expect(await placeText(world.fs, 'f', 'theirs')).toEqual({ result: 'target_changed' })
    expect(world.user.read('f')).toBe('mine')
  })

  it('does not write through a temporary file that is a link or has a second name', async () => {
    using world = openWorld()
    const victim = join(world.outside, 'victim')
    writeFileSync(victim, 'precious')
    const temp = join(world.root, `${TEMP_NAME_PREFIX}k`)
    symlinkSync(victim, temp)
    expect((await placeText(world.fs, 'a', 'x'))?.result).toBe('placed')
    world.user.write('mine', 'precious')
    linkSync(join(world.root, 'mine'), temp)
    expect((await placeText(world.fs, 'b', 'x'))?.result).toBe('placed')
    expect([readFileSync(victim, 'utf8'), world.user.read('mine')]).toEqual([
      'precious',
      'precious',
    ])
  })

  it('keeps the mode of a replaced file but for the executable bit (E33, E35)', async () => {
    using world = openWorld()
    writeFileSync(join(world.root, 'f'), 'old', { mode: 0o640 })
    await placeText(world.fs, 'f', 'new', await world.fs.stat(path('f')))
    expect(statSync(join(world.root, 'f')).mode & 0o777).toBe(0o640)
  })

  it('gives times before 1970 and rounds others by less than a microsecond (E26)', async () => {
    using world = openWorld()
    world.user.write('f', '')
    for (const mtimeNs of [-86_400_000_000_000n, 1_780_000_000_123_456_789n]) {
      const expected = await world.fs.stat(path('f'))
      if (expected === undefined) throw new Error('gone')
      const set = await world.fs.setMetadata(path('f'), expected, { mtimeNs, executable: false })
      if (set === 'changed') throw new Error(set)
      const difference = set.mtimeNs - mtimeNs
      expect(difference > -1000n && difference < 1000n).toBe(true)
    }
  })

  it('sweeps old temporary files that nobody needs (I12)', async () => {
    using world = openWorld()
    mkdirSync(join(world.root, 'd'))
    const ages = { live: 90_000, stale: 90_000, young: 60, 'from a wrong clock': -90_000 }
    for (const [name, ageSeconds] of Object.entries(ages)) {
      writeFileSync(join(world.root, 'd', TEMP_NAME_PREFIX + name), '')
      const seconds = NOW_MS / 1000 - ageSeconds
      utimesSync(join(world.root, 'd', TEMP_NAME_PREFIX + name), seconds, seconds)
    }
    expect(await world.fs.sweepStaged(new Set(['live']))).toBe(2)
    expect(readdirSync(join(world.root, 'd')).sort()).toEqual([
      `${TEMP_NAME_PREFIX}live`,
      `${TEMP_NAME_PREFIX}young`,
    ])
  })

  it('sets a time for good: what a power cut took back would look like an edit (P5)', async () => {
    using world = openWorld()
    const flushed: number[] = []
    const flusher: Flusher = {
      files: async (files) => {
        flushed.push(...files.map(({ descriptor }) => fstatSync(descriptor).mtimeMs))
      },
      folders: async () => undefined,
      everything: async () => true,
    }
    const fs = new NodeFileSystem({ rootPath: world.root, nowMs: () => NOW_MS, flusher })
    writeFileSync(join(world.root, 'f'), 'text')
    const before = await fs.stat(path('f'))
    if (before === undefined) throw new Error('it was just written')
    await fs.setMetadata(path('f'), before, { mtimeNs: 6_000_000_000n, executable: true })
    expect(flushed).toEqual([6_000])
  })

  it('reports a failed flush and places nothing as durable', async () => {
    using world = openWorld()
    const fs = new NodeFileSystem({
      rootPath: world.root,
      nowMs: () => NOW_MS,
      flusher: {
        files: () => Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' })),
        folders: () => Promise.resolve(),
        everything: () => Promise.resolve(true),
      },
    })
    const outcome = await placeText(fs, 'f', 'x')
    expect(outcome).toMatchObject({ result: 'failed', error: { code: 'file_io_error' } })
    expect(existsSync(join(world.root, 'f'))).toBe(false)
  })

  it('flushes new folders together: few by their parents, many at once', async () => {
    using world = openWorld()
    const flushed: string[] = []
    const flusher: Flusher = {
      files: () => Promise.resolve(),
      async folders(folders) {
        flushed.push(...folders.map((folder) => realpathSync(folder.path).slice(world.root.length)))
      },
      async everything() {
        flushed.push('everything')
        return true
      },
    }
    const fs = new NodeFileSystem({ rootPath: world.root, nowMs: () => NOW_MS, flusher })
    const flushedBy = async (...folders: string[]): Promise<string[]> => {
      for (const folder of folders) await fs.makeFolder(path(folder))
      await fs.flush()
      return flushed.splice(0)
    }
    const many = Array.from({ length: 10 }, (_, index) => `a/${index}`)
    expect(await flushedBy('a', 'b', 'a/x', 'a/y')).toEqual(['', '/a'])
    expect(await flushedBy(...many)).toEqual(['/a'])
    expect(await flushedBy(...many.map((folder) => `${folder}/deep`))).toEqual(['everything'])
    expect(await flushedBy()).toEqual([])

    await fs.makeFolder(path('b/inside'))
    renameSync(join(world.root, 'b'), join(world.root, 'c'))
    expect(await flushedBy()).toEqual(['everything'])
  })

  it('flushes without the command where there is none', async () => {
    using world = openWorld()
    const flusher = fileSystemFlusher(world.root, '/nonexistent')
    const fs = new NodeFileSystem({ rootPath: world.root, nowMs: () => NOW_MS, flusher })
    expect((await placeText(fs, 'f', 'x'))?.result).toBe('placed')
    for (let index = 0; index < 10; index++) {
      await fs.makeFolder(path(`d${index}`))
      await fs.makeFolder(path(`d${index}/e`))
    }
    await fs.flush()
    expect(await flusher.everything()).toBe(false)
  })

  it('flushes few paths one by one with their folders and many at once', async () => {
    using world = openWorld()
    const flushed: string[] = []
    const nameOf = (path: string): string => realpathSync(path).slice(world.root.length)
    const flusher: Flusher = {
      async files(files) {
        for (const { descriptor } of files) flushed.push(nameOf(`/proc/self/fd/${descriptor}`))
      },
      async folders(folders) {
        for (const folder of folders) flushed.push(`${nameOf(folder.path)}/`)
      },
      async everything() {
        flushed.push('everything')
        return true
      },
    }
    const fs = new NodeFileSystem({ rootPath: world.root, nowMs: () => NOW_MS, flusher })
    for (const file of ['a', 'd/b', 'd/c']) world.user.write(file, '')
    const flushedBy = async (paths: readonly string[]): Promise<string[]> => {
      expect((await fs.flushPaths(paths.map(path))).failed.size).toBe(0)
      return flushed.splice(0).sort()
    }
    expect(await flushedBy(['a', 'd/b', 'd/c', 'd'])).toEqual(['/', '/a', '/d/', '/d/b', '/d/c'])
    expect(await flushedBy(['no/such/file', 'd/gone'])).toEqual(['/', '/d/'])
    expect(await flushedBy(Array.from({ length: 20 }, () => 'a'))).toEqual(['everything'])
  })

  it('tells which files could not be flushed, also when all were flushed at once (PS034)', async () => {
    using world = openWorld()
    const bad = realpathSync(world.root)
    const flusher: Flusher = {
      async files(files) {
        for (const { descriptor } of files) {
          const found = realpathSync(`/proc/self/fd/${descriptor}`)
          if (found === join(bad, 'bad')) throw Object.assign(new Error(), { code: 'EIO' })
          if (found === join(bad, 'odd')) throw Object.assign(new Error(), { code: 'EINVAL' })
        }
      },
      folders: () => Promise.resolve(),
      everything: () => Promise.reject(new AppError('file_io_error')),
    }
    const fs = new NodeFileSystem({ rootPath: world.root, nowMs: () => NOW_MS, flusher })
    const paths = ['bad', 'odd', ...Array.from({ length: 20 }, (_, index) => `f${index}`)].map(path)
    for (const file of paths) world.user.write(file, '')
    const { failed } = await fs.flushPaths(paths)
    expect([...failed].map(([at, { code }]) => `${at} ${code}`)).toEqual(['bad file_io_error'])
    expect((await fs.flushPaths([path('bad')])).failed.size).toBe(1)
  })

  it('tells a flush of everything that failed from a folder that is gone', async () => {
    using world = openWorld()
    const flusher = fileSystemFlusher(world.root, '/bin/false')
    const fs = new NodeFileSystem({ rootPath: world.root, nowMs: () => NOW_MS, flusher })
    await expect(fs.flushAll()).rejects.toMatchObject({ code: 'file_io_error' })
    renameSync(world.root, `${world.root}-gone`)
    await expect(fs.flushAll()).rejects.toMatchObject({ code: 'folder_missing' })
  })

  it('tells when the folder is gone, which is no absence (E80)', async () => {
    using world = openWorld()
    renameSync(world.root, `${world.root}-gone`)
    expect(await world.fs.probeRoot()).toEqual({ state: 'missing' })
    await expect(world.fs.stat(path('f'))).rejects.toMatchObject({ code: 'folder_missing' })
  })
})

describe('NodeFileSystem against links', () => {
  it('never leaves the folder through a link in the way (P14, SEC-65, PS174)', async () => {
    using world = openWorld()
    const outside = join(world.outside, 'outside')
    mkdirSync(outside)
    writeFileSync(join(outside, 'f'), 'precious')
    symlinkSync(outside, join(world.root, 'd'))
    const stat = await world.fs.stat(path('d'))
    if (stat === undefined) throw new Error('no link')
    expect(await world.fs.openRead(path('d/f'))).toBeUndefined()
    expect(await world.fs.stage(path('d/f'), 'k')).toBe('parent_missing')
    expect(await world.fs.makeFolder(path('d/x'))).toBe('parent_missing')
    expect(await world.fs.moveToTrash(path('d/f'), stat)).toBe('absent')
    expect(await world.fs.move(path('d/f'), path('stolen'), stat)).toBe('absent')
    expect(readdirSync(outside)).toEqual(['f'])
  })

  it('stays in the folder that it opened while its path is swapped for a link (SEC-65)', () => {
    using world = openWorld()
    const outside = join(world.outside, 'outside')
    mkdirSync(outside)
    mkdirSync(join(world.root, 'd'))
    using folder = openFolder(world.root, 'd')
    renameSync(join(world.root, 'd'), join(world.root, 'aside'))
    symlinkSync(outside, join(world.root, 'd'))
    writeFileSync(folder?.child('f') ?? '', 'x')
    expect(readdirSync(outside)).toEqual([])
    expect(readFileSync(join(world.root, 'aside/f'), 'utf8')).toBe('x')
  })

  it('refuses links on systems without folder descriptors too', () => {
    using world = openWorld()
    mkdirSync(join(world.root, 'real'))
    symlinkSync('real', join(world.root, 'link'))
    const options = { platform: 'darwin' }
    expect(openFolder(world.root, 'link', options)).toBeUndefined()
    using folder = openFolder(world.root, 'real', options)
    expect(() => folder?.assertIntact()).not.toThrow()
    renameSync(join(world.root, 'real'), join(world.root, 'moved'))
    symlinkSync(world.outside, join(world.root, 'real'))
    expect(() => folder?.assertIntact()).toThrow()
    expect(lstatSync(join(world.root, 'moved')).isDirectory()).toBe(true)
  })
})
