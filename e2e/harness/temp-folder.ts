import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder of its own under the system's temp folder, removed with everything in it at disposal. */
export class TempFolder implements AsyncDisposable {
  readonly path: string

  private constructor(path: string) {
    this.path = path
  }

  static async make(label: string): Promise<TempFolder> {
    return new TempFolder(await realpath(await mkdtemp(join(tmpdir(), `tidemark-${label}-`))))
  }

  join(...parts: string[]): string {
    return join(this.path, ...parts)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true, maxRetries: 3 })
  }
}
