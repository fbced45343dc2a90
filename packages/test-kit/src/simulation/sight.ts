import { isOwnName, trashContents } from '../filesystem/disk-contents.js'
import type { Inode } from '../filesystem/inode.js'
import type { MemoryDisk } from '../filesystem/memory-disk.js'
import type { Ledger } from './ledger.js'

/** What is looked at: one computer. */
export interface Seen {
  readonly name: string
  readonly disk: MemoryDisk
  readonly isPluggedIn: boolean
}

/**
 * Looks at the visible files of a disk after everything that an engine did to it: each shows one
 * content that a person wrote, whole (I4), and none that nobody gave up has vanished from both the
 * folder and its trash (I2).
 */
export class Sight {
  readonly #ledger: Ledger
  readonly #report: (problem: string) => void
  readonly #texts = new WeakMap<Uint8Array, string>()
  readonly #last = new Map<string, ReadonlySet<string>>()
  readonly #decoder = new TextDecoder()

  constructor(ledger: Ledger, report: (problem: string) => void) {
    this.#ledger = ledger
    this.#report = report
  }

  /** Remembers what is there after a person did something. */
  remember(device: Seen): void {
    if (device.isPluggedIn) this.#last.set(device.name, this.#visible(device.disk))
  }

  /** Compares with what was there before the engine did `what`; it may lose what it is `owed`. */
  look(device: Seen, what: string, owed: ReadonlySet<string> = new Set()): void {
    if (!device.isPluggedIn) return
    const before = this.#last.get(device.name)
    const now = this.#visible(device.disk)
    this.#last.set(device.name, now)
    for (const text of now) {
      if (!this.#ledger.isKnown(text)) {
        this.#report(`I4: ${device.name} shows ${show(text)} after ${what}`)
      }
    }
    const gone = [...(before ?? [])].filter(
      (text) => !now.has(text) && text !== '' && !owed.has(text),
    )
    if (gone.length === 0) return
    const trash = new Set(Object.values(trashContents(device.disk)))
    for (const text of gone) {
      if (!trash.has(text)) this.#report(`I2: ${device.name} lost ${show(text)} by ${what}`)
    }
  }

  #visible(disk: MemoryDisk): ReadonlySet<string> {
    const texts = new Set<string>()
    const visit = (folder: Inode): void => {
      for (const { displayName, inode } of folder.entries.values()) {
        if (isOwnName(displayName)) continue
        if (inode.kind === 'folder') visit(inode)
        else if (inode.kind === 'file') texts.add(this.#textOf(inode.data))
      }
    }
    if (disk.root !== undefined) visit(disk.root)
    return texts
  }

  #textOf(data: Uint8Array): string {
    const known = this.#texts.get(data)
    if (known !== undefined) return known
    const text = this.#decoder.decode(data)
    this.#texts.set(data, text)
    return text
  }
}

/** A content as people can read it in a report. */
export function show(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}… (${text.length})` : text)
}
