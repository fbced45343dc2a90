import type { FileContent } from '@tidemark/protocol'

/**
 * What a person moved and his engine sent as a removal. An engine that hears of one half of a move long
 * before the other takes it for a removal and a new file; whoever moves or changes the same file at
 * that time saves what was removed (E09, E10), so it stays at both places.
 */
export class HalfHeardMoves {
  /** The devices on which it was moved, by what a file shows. */
  readonly #movers = new Map<string, Set<string>>()
  /** Contents of the items that engines had the server delete, by device. */
  readonly #deleted = new Map<string, Set<string>>()

  /** A person moved the file that shows `text`, or a folder above it. */
  noteMove(text: string, device: string): void {
    const movers = this.#movers.get(text) ?? new Set()
    this.#movers.set(text, movers.add(device))
  }

  /** The device's engine sends the deletion of an item with this content. */
  noteDeletion(device: string, content: FileContent): void {
    const sent = this.#deleted.get(device) ?? new Set()
    this.#deleted.set(device, sent.add(keyOf(content)))
  }

  /** Whether `text`, whose content that is, was moved and sent as a removal on one device. */
  has(text: string, content: FileContent | undefined): boolean {
    if (content === undefined) return false
    const key = keyOf(content)
    const movers = [...(this.#movers.get(text) ?? [])]
    return movers.some((device) => this.#deleted.get(device)?.has(key) === true)
  }
}

/** Equal for the same bytes, cut under one profile. */
function keyOf({ sizeBytes, root, depth }: FileContent): string {
  return `${root} ${sizeBytes} ${depth}`
}
