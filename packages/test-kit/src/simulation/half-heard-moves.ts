import type { FileContent } from '@tidemark/protocol'

/**
 * What two people moved at once, one of them without having seen the move of the other. An engine that
 * hears of one half of a move long before the other takes it for a removal and a new file; the other
 * person's move saves what was removed (E10), so both places stay.
 */
export class PartedMoves {
  readonly #lastMoves = new Map<string, { readonly device: string; readonly to: string }>()
  /** The devices of both, by content. */
  readonly #movers = new Map<string, ReadonlySet<string>>()
  /** Contents of the items that engines had the server delete, by device. */
  readonly #deleted = new Map<string, Set<string>>()

  /** A person moved the file that shows `text`, or a folder above it. */
  noteMove(text: string, device: string, from: string, to: string): void {
    const last = this.#lastMoves.get(text)
    if (last !== undefined && last.device !== device && !isSamePath(last.to, from)) {
      this.#movers.set(text, new Set([...(this.#movers.get(text) ?? []), last.device, device]))
    }
    this.#lastMoves.set(text, { device, to })
  }

  /** The device's engine sends the deletion of an item with this content. */
  noteDeletion(device: string, content: FileContent): void {
    const sent = this.#deleted.get(device) ?? new Set()
    this.#deleted.set(device, sent.add(keyOf(content)))
  }

  /** Whether `text`, whose content that is, was moved by two, and sent as a removal by one of them. */
  isParted(text: string, content: FileContent | undefined): boolean {
    const movers = [...(this.#movers.get(text) ?? [])]
    return (
      content !== undefined &&
      movers.some((device) => this.#deleted.get(device)?.has(keyOf(content)) === true)
    )
  }
}

/** Whether one computer may show the other's path so: some spell accents in another way (E42). */
function isSamePath(one: string, other: string): boolean {
  return one.normalize() === other.normalize()
}

/** Equal for the same bytes, cut under one profile. */
function keyOf({ sizeBytes, root, depth }: FileContent): string {
  return `${root} ${sizeBytes} ${depth}`
}
