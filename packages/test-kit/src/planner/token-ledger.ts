import type { FileContent } from '@tidemark/protocol'

/** One saved content and what is known of its fate. */
interface Token {
  readonly author: string
  /** How many tokens its author had seen when he wrote it. */
  readonly seenCount: number
  /** Somebody who had seen it overwrote or deleted it. */
  isOver: boolean
  /** It is in several files: who saw it may have seen another one. */
  isCopied: boolean
}

/**
 * Who wrote what, having seen what (I2 with causal knowledge): a token has to stay in a live file
 * until somebody who had seen it overwrites or deletes it. Two writes are concurrent when neither
 * author had seen the other's.
 */
export class TokenLedger {
  readonly #tokens = new Map<string, Token>()
  /** By person: tokens in the order in which he saw them first. */
  readonly #seen = new Map<string, Map<string, number>>()

  write(author: string, { root }: FileContent): void {
    const seen = this.#seenBy(author)
    const isCopied = this.#tokens.has(root ?? '')
    this.#tokens.set(root ?? '', { author, seenCount: seen.size, isOver: false, isCopied })
    this.see(author, root)
  }

  see(person: string, root: string | null): void {
    const seen = this.#seenBy(person)
    if (!seen.has(root ?? '')) seen.set(root ?? '', seen.size)
  }

  /** Its last reader let it go. */
  end(root: string | null): void {
    const token = this.#tokens.get(root ?? '')
    if (token !== undefined) token.isOver = true
  }

  copy(root: string | null): void {
    const token = this.#tokens.get(root ?? '')
    if (token !== undefined) token.isCopied = true
  }

  /** Whether the author of one had seen the other when he wrote it, as far as that is known. */
  isCausal(one: string, other: string): boolean {
    if (this.#tokens.get(one)?.isCopied || this.#tokens.get(other)?.isCopied) return false
    return this.#saw(one, other) || this.#saw(other, one)
  }

  /** Tokens that nobody who knew them overwrote or deleted. */
  living(): string[] {
    return [...this.#tokens].filter(([, token]) => !token.isOver).map(([root]) => root)
  }

  #saw(writer: string, other: string): boolean {
    const token = this.#tokens.get(writer)
    if (token === undefined) return false
    const seenAt = this.#seenBy(token.author).get(other)
    return seenAt !== undefined && seenAt < token.seenCount
  }

  #seenBy(person: string): Map<string, number> {
    const known = this.#seen.get(person)
    if (known !== undefined) return known
    const seen = new Map<string, number>()
    this.#seen.set(person, seen)
    return seen
  }
}
