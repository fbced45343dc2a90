import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs'

/** Appends lines to a file and starts a new one when it is full; `keep` older ones stay. */
export class RotatingFile implements Disposable {
  readonly #path: string
  readonly #maxBytes: number
  readonly #keep: number
  #descriptor: number
  #sizeBytes: number

  constructor(path: string, options: { readonly maxBytes: number; readonly keep: number }) {
    this.#path = path
    this.#maxBytes = options.maxBytes
    this.#keep = options.keep
    this.#descriptor = openSync(path, 'a', 0o600)
    this.#sizeBytes = fstatSync(this.#descriptor).size
  }

  /** Writes at once, so that the last words before a crash are there. */
  write(line: string): void {
    const bytes = Buffer.from(line)
    if (this.#sizeBytes > 0 && this.#sizeBytes + bytes.length > this.#maxBytes) this.#rotate()
    try {
      this.#sizeBytes += writeSync(this.#descriptor, bytes)
    } catch {
      // A full disk must not end the daemon; the log is the least of what is lost then.
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor)
  }

  #rotate(): void {
    closeSync(this.#descriptor)
    for (let age = this.#keep - 1; age >= 0; age--) {
      const from = age === 0 ? this.#path : `${this.#path}.${age}`
      tryRename(from, `${this.#path}.${age + 1}`)
    }
    this.#descriptor = openSync(this.#path, 'a', 0o600)
    this.#sizeBytes = fstatSync(this.#descriptor).size
  }
}

function tryRename(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch {
    // Absent, or held open by a viewer on Windows: the log goes on in the same file then.
  }
}
