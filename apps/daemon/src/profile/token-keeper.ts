import { rm } from 'node:fs/promises'
import { findText, writePrivateFile } from './private-files.js'

/**
 * Keeps the device's token: in a file of its own that only this user can read, or in memory alone
 * while a key store has it. What the file says counts when a daemon starts.
 */
export class TokenKeeper {
  readonly #path: string
  #token: string | undefined
  #isInFile: boolean

  private constructor(path: string, token: string | undefined) {
    this.#path = path
    this.#token = token
    this.#isInFile = token !== undefined
  }

  static async open(path: string): Promise<TokenKeeper> {
    const text = (await findText(path))?.trim()
    return new TokenKeeper(path, text === '' ? undefined : text)
  }

  get place(): 'file' | 'memory' | 'missing' {
    if (this.#token === undefined) return 'missing'
    return this.#isInFile ? 'file' : 'memory'
  }

  find(): string | undefined {
    return this.#token
  }

  /** Has the token there and nowhere else. In the file it is durable when this resolves. */
  async keep(token: string, place: 'file' | 'memory'): Promise<void> {
    if (place === 'file') await writePrivateFile(this.#path, `${token}\n`)
    this.#token = token
    if (place === 'memory') await rm(this.#path, { force: true })
    this.#isInFile = place === 'file'
  }

  async forget(): Promise<void> {
    await rm(this.#path, { force: true })
    this.#token = undefined
    this.#isInFile = false
  }
}
