import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { parseRelPath } from '@tidemark/protocol'
import { expect, it } from 'vitest'
import { NodeFileSystem } from '../../src/adapters/fs/node-file-system.js'
import { makeTempFolder } from './_temp-folder.js'

/** Enough to see that the race is met; long runs set more. */
const TRIES = Number(process.env.TIDEMARK_RACE_TRIES ?? 300)
const PATH = parseRelPath('file')

interface RaceCounts {
  placed: number
  refused: number
  /** Saves that were done and are neither at the path nor in the trash. */
  lost: number
}

/** Replaces a file `TRIES` times while another thread saves it once each time. */
async function race(way: 'in place' | 'rename'): Promise<RaceCounts> {
  using folder = makeTempFolder()
  const root = folder.path
  const nothing = (): Promise<void> => Promise.resolve()
  // Flushing is not what races here.
  const flusher = { files: nothing, folders: nothing, everything: async () => true }
  const fs = new NodeFileSystem({ rootPath: root, nowMs: () => 0, flusher })
  const path = join(root, PATH)
  const turns = new Int32Array(new SharedArrayBuffer(8))
  writeFileSync(path, 'old')
  const workerData = { path, asidePath: join(root, 'aside'), way, turns: turns.buffer }
  const writer = new Worker(new URL('./_racing-writer.mjs', import.meta.url), { workerData })
  const counts = { placed: 0, refused: 0, lost: 0 }
  for (let turn = 1; turn <= TRIES; turn++) {
    await raceOnce(fs, turns, turn, counts)
    const texts = [readFileSync(path, 'utf8'), ...trashTexts(root)]
    if (!texts.includes(`of the program ${turn}`)) counts.lost++
    rmSync(join(root, '.tidemark'), { recursive: true, force: true })
  }
  Atomics.store(turns, 0, -1)
  Atomics.notify(turns, 0)
  await writer.terminate()
  return counts
}

async function raceOnce(
  fs: NodeFileSystem,
  turns: Int32Array,
  turn: number,
  counts: RaceCounts,
): Promise<void> {
  const staged = await fs.stage(PATH, `key${turn}`)
  if (staged === 'parent_missing') throw new Error(staged)
  await using file = staged
  await file.write(Buffer.from('new'), 0)
  const expected = await fs.stat(PATH)
  Atomics.store(turns, 0, turn)
  Atomics.notify(turns, 0)
  const facts = { sizeBytes: 3, mtimeNs: 0n, executable: false }
  const [outcome] = await fs.place([{ staged: file, path: PATH, expected, ...facts }])
  if (outcome?.result === 'placed') counts.placed++
  else counts.refused++
  if (Atomics.load(turns, 1) < turn) Atomics.wait(turns, 1, turn - 1)
}

function trashTexts(root: string): string[] {
  const trash = join(root, '.tidemark/trash')
  if (!existsSync(trash)) return []
  return readdirSync(trash, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
}

it(`loses no save in place in ${TRIES} races with a download (E31, PS063)`, async () => {
  const counts = await race('in place')
  console.log(`saves in place: ${JSON.stringify(counts)}`)
  expect(counts.lost).toBe(0)
  expect(counts.placed + counts.refused).toBe(TRIES)
}, 600_000)

it(`loses hardly a save by rename in ${TRIES} races with a download (E31)`, async () => {
  const counts = await race('rename')
  console.log(`saves by rename: ${JSON.stringify(counts)}`)
  // What remains is a rename within the microseconds between the last look and ours.
  expect(counts.lost).toBeLessThanOrEqual(Math.ceil(TRIES / 20))
}, 600_000)
