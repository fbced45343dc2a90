import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Executables, endProcess } from './executables.mjs'

/** A server and devices of their own in one temporary folder, run from what was built. */
export class DemoWorld {
  #executables
  #server
  #profiles = []
  #isClosed = false

  constructor(root) {
    this.#executables = new Executables(root)
    this.folder = mkdtempSync(join(tmpdir(), 'tidemark-demo-'))
  }

  /** Starts the server. @returns {Promise<{ url: string, setupCode: string }>} when it answers. */
  async startServer() {
    const data = join(this.folder, 'server')
    const { child, url, setupCode } = await this.#executables.startServer([
      ...['--data', data, '--port', '0'],
    ])
    this.#server = child
    return { url, setupCode }
  }

  /** A device: a profile and a folder. Its `run` shows a command and what it prints. */
  addDevice(name) {
    const profile = join(this.folder, 'profiles', name)
    const folder = join(this.folder, name)
    for (const path of [profile, folder]) mkdirSync(path, { recursive: true, mode: 0o700 })
    this.#profiles.push(profile)
    return { name, folder, run: (args, input) => this.#tidemark(name, profile, args, input) }
  }

  async #tidemark(name, profile, args, input) {
    if (this.#isClosed) throw new Error('The demo has ended.')
    const shown = args.map((arg) => this.#shorten(arg))
    console.log(`\n[${name}] $ tidemark ${shown.join(' ')}`)
    const { code, text } = await this.#executables.tidemark(profile, args, input)
    if (text !== '') console.log(this.#shorten(text))
    return code === 0
  }

  #shorten(text) {
    return text.replaceAll(join(this.folder, '/'), '')
  }

  async [Symbol.asyncDispose]() {
    this.#isClosed = true
    for (const profile of this.#profiles) {
      await this.#executables.tidemark(profile, ['--no-start', 'stop'])
    }
    if (this.#server !== undefined) await endProcess(this.#server)
    rmSync(this.folder, { recursive: true, force: true })
  }
}
