import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A disk of so many MiB in memory, mounted as a folder; Linux, and root alone can. */
export class SmallDisk implements AsyncDisposable {
  readonly path: string

  private constructor(path: string) {
    this.path = path
  }

  static async mount(path: string, sizeMib: number): Promise<SmallDisk> {
    await mkdir(path, { recursive: true })
    await run('mount', ['-t', 'tmpfs', '-o', `size=${sizeMib}m,mode=0700`, 'tmpfs', path])
    return new SmallDisk(path)
  }

  async resize(sizeMib: number): Promise<void> {
    await run('mount', ['-o', `remount,size=${sizeMib}m`, this.path])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run('umount', ['--lazy', this.path])
  }
}
