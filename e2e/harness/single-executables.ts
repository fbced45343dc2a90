import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { lstat, readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Program } from './executable.js'
import type { TempFolder } from './temp-folder.js'

const run = promisify(execFile)
const TASK = resolve(import.meta.dirname, '../../scripts/tasks/build-bin.mjs')
const SUFFIX = process.platform === 'win32' ? '.exe' : ''

/** A file in the folder into which executables unpack native code. */
export interface UnpackedFile {
  readonly name: string
  readonly path: string
  readonly inode: number
  /** Permission bits. */
  readonly mode: number
  readonly sha256: string
}

/** The executables, alone in a folder of their own: no Node around, no modules, no PATH. */
export class SingleExecutables {
  readonly #temp: TempFolder

  private constructor(temp: TempFolder) {
    this.#temp = temp
  }

  /** Builds them from what `npm run build` compiled. */
  static async build(temp: TempFolder): Promise<SingleExecutables> {
    await run(process.execPath, [TASK, '--no-compile', temp.join('bin')])
    return new SingleExecutables(temp)
  }

  get cacheFolder(): string {
    return this.#temp.join('cache')
  }

  program(name: 'tidemark' | 'tidemark-server', cacheFolder = this.cacheFolder): Program {
    const env = {
      PATH: '',
      HOME: this.#temp.join('home'),
      TIDEMARK_CACHE_DIR: cacheFolder,
      // Meant for other programs: following it would end the executable.
      NODE_OPTIONS: '--require=/nowhere/module.js',
    }
    return { path: this.#temp.join('bin', `${name}${SUFFIX}`), env }
  }

  /** The licences that go with them. */
  async notices(): Promise<string> {
    return await readFile(this.#temp.join('bin', 'THIRD-PARTY-NOTICES.txt'), 'utf8')
  }

  /** What was unpacked so far, by name. */
  async unpacked(): Promise<UnpackedFile[]> {
    const folder = join(this.cacheFolder, 'addons')
    const names = await readdir(folder)
    return await Promise.all(names.sort().map((name) => describe(name, join(folder, name))))
  }
}

async function describe(name: string, path: string): Promise<UnpackedFile> {
  const { ino, mode } = await lstat(path)
  const sha256 = createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
  return { name, path, inode: ino, mode: mode & 0o777, sha256 }
}
