import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { DEFAULT_SYNC_SETTINGS } from '@tidemark/control'
import { parseRelPath } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import { NodeFileSystem } from '../../src/adapters/fs/node-file-system.js'
import { makeTempFolder } from './_temp-folder.js'

const DAY_MS = 86_400_000
const KEEP = { keepDays: null, maxBytes: null }

/** A folder whose clock is moved by hand. */
function makeWorld() {
  const folder = makeTempFolder()
  const clock = { nowMs: Date.now() }
  const fs = new NodeFileSystem({ rootPath: folder.path, nowMs: () => clock.nowMs })
  const at = (path: string) => join(folder.path, path)
  const write = (path: string, text: string) => {
    mkdirSync(dirname(at(path)), { recursive: true })
    writeFileSync(at(path), text)
  }
  const trash = async (path: string, reason: 'deleted' | 'released') => {
    const stat = await fs.stat(parseRelPath(path))
    if (stat === undefined) throw new Error(`nothing at ${path}`)
    expect(await fs.moveToTrash(parseRelPath(path), stat, reason)).toBe('moved')
  }
  const buckets = () => readdirSync(at('.tidemark/trash'))
  return { fs, clock, at, write, trash, buckets, [Symbol.dispose]: () => folder[Symbol.dispose]() }
}

describe('sweeping the trash of a folder', () => {
  it('wins the room of what was released, and keeps what somebody wrote to since', async () => {
    using world = makeWorld()
    world.write('films/old.mkv', 'large')
    world.write('films/open.mkv', 'still open')
    await world.trash('films/old.mkv', 'released')
    // A second later than its name says, as a program that still has it open would write.
    world.clock.nowMs -= 60_000
    await world.trash('films/open.mkv', 'released')
    world.clock.nowMs += 60_000
    await world.fs.sweepTrash(KEEP)
    expect(world.buckets()).toHaveLength(2)
    world.clock.nowMs += 20 * 60_000
    await world.fs.sweepTrash(KEEP)
    const [left = ''] = world.buckets()
    expect(world.buckets()).toHaveLength(1)
    const kept = world.at(`.tidemark/trash/${left}/films/open.mkv`)
    expect(readFileSync(kept, 'utf8')).toBe('still open')
    world.clock.nowMs += 40 * DAY_MS
    await world.fs.sweepTrash(DEFAULT_SYNC_SETTINGS.localTrash)
    expect(world.buckets()).toEqual([])
  })

  it('keeps what was deleted for its time and follows no link out of the trash (SEC-65)', async () => {
    using world = makeWorld()
    world.write('outside/mine.txt', 'mine')
    world.write('a/note.txt', 'note')
    await world.trash('a/note.txt', 'deleted')
    const [bucket = ''] = world.buckets()
    symlinkSync(world.at('outside'), world.at(`.tidemark/trash/${bucket}/a/link`))
    symlinkSync(world.at('outside'), world.at('.tidemark/trash/2001-01-01'))
    world.write('.tidemark/trash/of-somebody/else.txt', 'not ours')
    world.clock.nowMs += 29 * DAY_MS
    await world.fs.sweepTrash(DEFAULT_SYNC_SETTINGS.localTrash)
    expect(world.buckets()).toContain(bucket)
    world.clock.nowMs += 3 * DAY_MS
    await world.fs.sweepTrash(DEFAULT_SYNC_SETTINGS.localTrash)
    expect(world.buckets().sort()).toEqual(['2001-01-01', 'of-somebody'])
    expect(readFileSync(world.at('outside/mine.txt'), 'utf8')).toBe('mine')
  })

  it('measures before it lets the oldest days go, and does nothing without a trash', async () => {
    using world = makeWorld()
    await world.fs.sweepTrash({ keepDays: 1, maxBytes: 0 })
    for (const [path, days] of [
      ['first', 9],
      ['second', 8],
      ['third', 0],
    ] as const) {
      world.write(path, 'x'.repeat(100))
      world.clock.nowMs -= days * DAY_MS
      await world.trash(path, 'deleted')
      world.clock.nowMs += days * DAY_MS
    }
    await world.fs.sweepTrash({ keepDays: 30, maxBytes: 250 })
    expect(world.buckets()).toHaveLength(2)
    await world.fs.sweepTrash({ keepDays: 30, maxBytes: 0 })
    expect(world.buckets()).toHaveLength(1)
    expect(existsSync(world.at(`.tidemark/trash/${world.buckets()[0]}/third`))).toBe(true)
  })
})
