import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseRelPath } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import { NodeFileSystem } from '../../src/adapters/fs/node-file-system.js'
import { makeTempFolder } from './_temp-folder.js'

const SWAPPER = fileURLToPath(new URL('./_link-swapper.mjs', import.meta.url))
const TRIES = 1000

async function startSwapper(root: string, outside: string): Promise<AsyncDisposable> {
  const child = spawn(process.execPath, [SWAPPER, root, outside], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return {
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      await once(child, 'exit')
    },
  }
}

/** One download into the folder, given up wherever the race shows. */
async function download(fs: NodeFileSystem, name: string): Promise<boolean> {
  const path = parseRelPath(`d/${name}`)
  const staged = await fs.stage(path, name)
  if (staged === 'parent_missing') return false
  await using file = staged
  await file.write(Buffer.from('theirs'), 0)
  const [outcome] = await fs.place([
    { staged: file, path, expected: undefined, sizeBytes: 6, mtimeNs: 0n, executable: false },
  ])
  return outcome?.result === 'placed'
}

describe('NodeFileSystem against a program that swaps a folder for a link', () => {
  it(`writes, makes and removes nothing outside in ${TRIES} tries (SEC-65, P14)`, async () => {
    using folder = makeTempFolder()
    const root = join(folder.path, 'root')
    const outside = join(folder.path, 'outside')
    mkdirSync(join(root, 'd'), { recursive: true })
    mkdirSync(outside)
    writeFileSync(join(outside, 'victim'), 'precious')
    const fs = new NodeFileSystem({
      rootPath: root,
      nowMs: () => 0,
      // Flushing is not what races here.
      flusher: {
        files: () => Promise.resolve(),
        folders: () => Promise.resolve(),
        everything: () => Promise.resolve(true),
      },
    })
    let placed = 0
    {
      await using swapper = await startSwapper(root, outside)
      expect(swapper).toBeDefined()
      for (let count = 0; count < TRIES; count++) {
        if (await download(fs, `f${count}`)) placed++
        await fs.makeFolder(parseRelPath(`d/folder${count}`)).catch(() => 'raced')
        const stat = await fs.stat(parseRelPath('d/victim'))
        expect(stat).toBeUndefined()
      }
    }
    expect(placed).toBeGreaterThan(0)
    expect(readdirSync(outside)).toEqual(['victim'])
    expect(readFileSync(join(outside, 'victim'), 'utf8')).toBe('precious')
  }, 60_000)
})
