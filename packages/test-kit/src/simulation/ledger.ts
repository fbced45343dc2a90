import { HalfHeardMoves } from './half-heard-moves.js'

/** A conflicted copy as the engine and the server name them. */
export const COPY_NAME = / \(conflicted copy, /

/** What a person has written and what became of it. */
interface Writing {
  readonly device: string
  readonly path: string
  /** Whether a person had it on his disk and replaced or removed it there. */
  isGivenUp: boolean
  /** Whether `device` is who had it brought back. */
  readonly isBroughtBack?: boolean
}

/**
 * Every content that people have ever written, and whether one who had seen it gave it up. A content
 * that nobody gave up has to be live in the end, wherever it was written (I2); and nothing else than
 * what is written here may ever be seen in a file (I4).
 */
export class Ledger {
  readonly halfHeardMoves = new HalfHeardMoves()
  readonly #copied = new Set<string>()
  readonly #writings = new Map<string, Writing>()
  /** By content, who has put something else in its place. */
  readonly #replacedBy = new Map<string, Set<string>>()
  /** By device and path, what was removed there, or was taken from there and removed elsewhere. */
  readonly #removedAt = new Map<string, string[]>()
  /** By device and content, the places that it was moved away from. */
  readonly #leftPlaces = new Map<string, Set<string>>()
  /** Places that were filled with something else. */
  readonly #filledPlaces = new Set<string>()

  /** A person made a file show `text`; he may write the same twice, such as the beginning of a save. */
  wrote(device: string, path: string, text: string): void {
    if (this.#writings.has(text)) this.#copied.add(text)
    else this.#writings.set(text, { device, path, isGivenUp: false })
  }

  /** A person who had a file with `text` replaced or removed it. */
  gaveUp(text: string): void {
    const writing = this.#writings.get(text)
    if (writing !== undefined) writing.isGivenUp = true
  }

  /** A person replaced the file with `text` by something that comes from it. */
  replaced(device: string, text: string): void {
    this.gaveUp(text)
    const devices = this.#replacedBy.get(text) ?? new Set()
    this.#replacedBy.set(text, devices.add(device))
  }

  /** A person moved the file with `text` away; what comes to its place may replace it in the end. */
  left(device: string, path: string, text: string): void {
    const moved = `${device}/${text}`
    const places = this.#leftPlaces.get(moved) ?? new Set()
    this.#leftPlaces.set(moved, places.add(`${device}/${path}`))
  }

  /** A person removed the file with `text`; what comes to its place, or has, replaces it. */
  removed(device: string, path: string, text: string): void {
    this.gaveUp(text)
    const left = this.#leftPlaces.get(`${device}/${text}`) ?? []
    for (const place of left) if (this.#filledPlaces.has(place)) this.replaced(device, text)
    for (const place of [`${device}/${path}`, ...left]) {
      this.#removedAt.set(place, [...(this.#removedAt.get(place) ?? []), text])
    }
  }

  /** A person has put a file where he may have removed another. */
  filled(device: string, path: string): void {
    const place = `${device}/${path}`
    for (const text of this.#removedAt.get(place) ?? []) this.replaced(device, text)
    this.#removedAt.delete(place)
    this.#filledPlaces.add(place)
  }

  hasReplaced(device: string, text: string): boolean {
    return this.#replacedBy.get(text)?.has(device) === true
  }

  /** A person had the server bring `text` back, whoever gave it up before. */
  broughtBack(by: string, path: string, text: string): void {
    this.#writings.set(text, { device: by, path, isGivenUp: false, isBroughtBack: true })
  }

  /** What people have brought back and still want to have. */
  wantedBack(): string[] {
    return [...this.#writings].flatMap(([text, { isGivenUp, isBroughtBack }]) =>
      isBroughtBack === true && !isGivenUp ? [text] : [],
    )
  }

  /** A power cut took the only file with `text` before anybody had promised to keep it. */
  lost(text: string): void {
    this.gaveUp(text)
  }

  /**
   * A power cut left `text` in a file that showed something else. It is nobody's work, but no program
   * of ours made it. Two files may be cut to the same beginning.
   */
  tore(device: string, path: string, text: string): void {
    if (this.#writings.has(text)) this.#copied.add(text)
    else this.#writings.set(text, { device, path, isGivenUp: true })
  }

  /** A person made another file with this content, or gave its file the name of a conflicted copy. */
  copied(text: string): void {
    this.#copied.add(text)
  }

  /** Whether two files may show `text` although it was written once. */
  mayBeTwice(text: string): boolean {
    return this.#copied.has(text)
  }

  isKnown(text: string): boolean {
    return text === '' || this.#writings.has(text)
  }

  /** Contents that nobody gave up, empty files aside: those cannot be told apart. */
  cherished(): { readonly text: string; readonly origin: string }[] {
    return [...this.#writings].flatMap(([text, { device, path, isGivenUp, isBroughtBack }]) => {
      if (isGivenUp || text === '') return []
      return [
        { text, origin: `${isBroughtBack ? 'brought back' : 'written'} by ${device} as ${path}` },
      ]
    })
  }
}
