/** Files and what they hold together, before any compression. */
export interface FileTotals {
  readonly files: number
  readonly bytes: number
}

/**
 * What the first sync of a folder would do. A file that differs on both sides is counted among the
 * uploads, among the downloads and as a conflict: both versions stay, ours beside the server's.
 */
export interface AttachPreview {
  readonly toUpload: FileTotals
  readonly toDownload: FileTotals
  /** Items of one name that are not equal. `examplePaths` holds the first few. */
  readonly conflicts: { readonly files: number; readonly examplePaths: readonly string[] }
  /** Files that are equal on both sides: nothing of them is sent. */
  readonly same: { readonly files: number }
  /** Items that a rule leaves alone, a folder with all that is in it as one. */
  readonly ignored: { readonly items: number }
  /** Items that cannot be synced as they are, a folder with all that is in it as one. */
  readonly held: { readonly items: number; readonly examplePaths: readonly string[] }
}

/** Paths that are named as examples. */
const EXAMPLES = 5

/** Adds up a preview. */
export class PreviewTally {
  readonly #toUpload = { files: 0, bytes: 0 }
  readonly #toDownload = { files: 0, bytes: 0 }
  readonly #conflicts: { files: number; examplePaths: string[] } = { files: 0, examplePaths: [] }
  readonly #held: { items: number; examplePaths: string[] } = { items: 0, examplePaths: [] }
  #same = 0
  #ignored = 0

  addUpload(sizeBytes: number): void {
    this.#toUpload.files++
    this.#toUpload.bytes += sizeBytes
  }

  addDownload(sizeBytes: number): void {
    this.#toDownload.files++
    this.#toDownload.bytes += sizeBytes
  }

  addConflict(path: string): void {
    this.#conflicts.files++
    addExample(this.#conflicts.examplePaths, path)
  }

  addSame(): void {
    this.#same++
  }

  addIgnored(): void {
    this.#ignored++
  }

  addHeld(path: string): void {
    this.#held.items++
    addExample(this.#held.examplePaths, path)
  }

  read(): AttachPreview {
    return {
      toUpload: this.#toUpload,
      toDownload: this.#toDownload,
      conflicts: this.#conflicts,
      same: { files: this.#same },
      ignored: { items: this.#ignored },
      held: this.#held,
    }
  }
}

function addExample(examples: string[], path: string): void {
  if (examples.length < EXAMPLES) examples.push(path)
}
